//! Parts of files.

use futures_util::future::join_all;

use super::cases;
use super::ground::{Check, Ground, ensure, noise, same};

cases! {
    the_start_of_a_file_reads(Write, Ranges);
    the_middle_of_a_file_reads(Write, Ranges);
    the_end_of_a_file_reads(Write, Ranges);
    what_lies_beyond_the_end_is_left_out(Write, Ranges);
    a_range_wholly_beyond_the_end_is_empty(Write, Ranges);
    an_empty_range_is_empty(Write, Ranges);
    ranges_of_an_empty_file_are_empty(Write, Ranges);
    ranges_across_chunks_read(Write, Ranges);
    ranges_put_together_are_the_file(Write, Ranges);
    a_range_of_what_is_not_there_is_not_found(Write, Ranges);
    what_is_loaded_is_what_is_read(Write, Ranges);
}

async fn digits(on: &Ground<'_>, range: std::ops::Range<u64>, expected: &[u8]) -> Check {
    on.write("digits", b"0123456789").await?;
    same(on.read_range("digits", Some(range)).await?, expected.to_vec(), "the range")
}

async fn the_start_of_a_file_reads(on: &Ground<'_>) -> Check {
    digits(on, 0..3, b"012").await
}

async fn the_middle_of_a_file_reads(on: &Ground<'_>) -> Check {
    digits(on, 4..6, b"45").await
}

async fn the_end_of_a_file_reads(on: &Ground<'_>) -> Check {
    digits(on, 7..10, b"789").await?;
    digits(on, 9..10, b"9").await
}

async fn what_lies_beyond_the_end_is_left_out(on: &Ground<'_>) -> Check {
    digits(on, 8..100, b"89").await?;
    digits(on, 8..u64::MAX, b"89").await
}

async fn a_range_wholly_beyond_the_end_is_empty(on: &Ground<'_>) -> Check {
    digits(on, 10..12, b"").await?;
    digits(on, 1_000_000..1_000_001, b"").await
}

async fn an_empty_range_is_empty(on: &Ground<'_>) -> Check {
    digits(on, 0..0, b"").await?;
    digits(on, 5..5, b"").await?;
    digits(on, 10..10, b"").await
}

async fn ranges_of_an_empty_file_are_empty(on: &Ground<'_>) -> Check {
    on.write("empty", b"").await?;
    for range in [0..0, 0..1, 5..9] {
        same(on.read_range("empty", Some(range)).await?, vec![], "the range")?;
    }
    Ok(())
}

async fn ranges_across_chunks_read(on: &Ground<'_>) -> Check {
    let body = noise(200_000, 7);
    on.write("large", &body).await?;
    for (start, end) in [
        (0, 1),
        (65_535, 65_537),
        (65_536, 131_072),
        (131_071, 131_073),
        (60_000, 199_999),
        (0, 200_000),
        (199_999, 200_000),
    ] {
        let found = on.read_range("large", Some(start as u64..end as u64)).await?;
        ensure(found == body[start..end], &format!("the bytes {start} to {end} are others"))?;
    }
    Ok(())
}

async fn ranges_put_together_are_the_file(on: &Ground<'_>) -> Check {
    let body = noise(150_000, 8);
    on.write("large", &body).await?;
    let mut found = Vec::new();
    for start in (0..160_000).step_by(37_777) {
        found.extend(on.read_range("large", Some(start..start + 37_777)).await?);
    }
    ensure(found == body, "the ranges do not add up to the file")
}

/// By several at once, of which one may have the file open.
async fn what_is_loaded_is_what_is_read(on: &Ground<'_>) -> Check {
    let body = noise(200_000, 9);
    on.write("large", &body).await?;
    for (start, end) in [(0, 0), (0, 1), (65_535, 131_073), (199_999, 200_000), (200_000, 200_000)] {
        let loads = (0..3).map(|_| on.load("large", Some(start as u64..end as u64)));
        for found in join_all(loads).await {
            ensure(found? == body[start..end], &format!("the bytes {start} to {end} are others"))?;
        }
    }
    ensure(on.load("large", Some(150_000..u64::MAX)).await? == body[150_000..], "the end is another")?;
    ensure(on.load("large", None).await? == body, "the file is another")?;
    on.write("large", b"small").await?;
    same(on.load("large", None).await?, b"small".to_vec(), "the file")?;
    super::ground::refused(on.load("absent", None).await, crate::Kind::NotFound)
}

async fn a_range_of_what_is_not_there_is_not_found(on: &Ground<'_>) -> Check {
    super::ground::refused(on.read_range("absent", Some(0..1)).await, crate::Kind::NotFound)
}
