// Amazon's own client for large files: lib-storage, with as many parts under way as Nearside has. It runs in the page, because it
// needs a DOMParser, which workers have not. Bundled by `cargo xtask bench`.

import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

/** Milliseconds for a file to a bucket. */
export async function upload({ file, origin, bucket, key, part, checksums }) {
  const client = new S3Client({
    endpoint: origin,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    requestChecksumCalculation: checksums ? "WHEN_SUPPORTED" : "WHEN_REQUIRED",
  });
  const start = performance.now();
  await new Upload({ client, params: { Bucket: bucket, Key: key, Body: file }, partSize: part, queueSize: 4 }).done();
  return performance.now() - start;
}
