//! Sound against ffmpeg.

use nearside_video::sound::*;
use nearside_video::{Codec, Format, Sound};

use crate::ffmpeg::{ffmpeg, file, run};

const MUSIC: &str = "-f lavfi -i aevalsrc='0.4*sin(2*PI*t*(220+40*sin(t)))*(0.6+0.4*sin(3*t))+0.1*(random(0)-0.5)|0.3*sin(2*PI*330*t)*(0.5+0.5*sin(t*0.7))+0.05*(random(1)-0.5)':s=48000:d=8";

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|n| f32::from_le_bytes(*n)).collect()
}

fn bytes(sound: &[f32]) -> Vec<u8> {
    sound.iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn music() -> Vec<f32> {
    floats(&ffmpeg(&format!("{MUSIC} -f f32le -"), &[]))
}

/// Signal to noise in dB.
fn snr(wanted: &[f32], got: &[f32]) -> f64 {
    assert_eq!(wanted.len(), got.len());
    let signal: f64 = wanted.iter().map(|n| f64::from(*n).powi(2)).sum();
    let noise: f64 = wanted.iter().zip(got).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    10.0 * (signal / noise.max(1e-12)).log10()
}

/// What ffmpeg's `ebur128` says of sound: loudness, range, true peak.
fn loudness(sound: &[f32], channels: usize) -> [f64; 3] {
    let (_, told) = run(
        &format!("-f f32le -ar 48000 -ac {channels} -i - -af ebur128=peak=true -f null -"),
        &bytes(sound),
    );
    let summary = told.split("Summary:").nth(1).unwrap();
    ["I:", "LRA:", "Peak:"]
        .map(|key| summary.split(key).nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap())
}

#[test]
fn loudness_is_that_of_ffmpeg() {
    for channels in [2, 6] {
        let mut sound = music();
        if channels == 6 {
            sound = ffmpeg(
                &format!("{MUSIC} -af pan=5.1|c0=c0|c1=c1|c2=0.5*c0|c3=c1|c4=0.3*c1|c5=0.2*c0 -f f32le -"),
                &[],
            )
            .as_chunks()
            .0
            .iter()
            .map(|n| f32::from_le_bytes(*n))
            .collect();
        }
        let mut meter = Meter::new(channels, 48_000).unwrap();
        sound.chunks(channels * 1000).for_each(|block| meter.push(block).unwrap());
        let (ours, theirs) = (meter.loudness().unwrap(), loudness(&sound, channels));
        assert!((ours.integrated - theirs[0]).abs() <= 0.1, "{ours:?} {theirs:?}");
        // ffmpeg looks ten times a second where the recommendation looks once, which tells in so short a piece.
        assert!((ours.range - theirs[1]).abs() <= 1.0, "{ours:?} {theirs:?}");
        assert!((ours.peak - theirs[2]).abs() <= 0.4, "{ours:?} {theirs:?}");
    }
}

#[test]
fn a_level_is_reached_and_peaks_stay_below_their_ceiling() {
    let sound = music();
    let mut meter = Meter::new(2, 48_000).unwrap();
    meter.push(&sound).unwrap();
    let measured = meter.loudness().unwrap();
    for (level, off) in
        [(Level { loudness: -23.0, peak: -1.0 }, 0.1), (Level { loudness: -9.0, peak: -2.0 }, 1.0)]
    {
        let adjust = Adjust { level: Some(level), ..Adjust::default() };
        let mut adjuster = Adjuster::new(&adjust, (2, 48_000), None, Some(&measured)).unwrap();
        let mut out = Vec::new();
        sound.chunks(2048).for_each(|block| adjuster.push(block, &mut out));
        adjuster.finish(&mut out);
        assert_eq!(out.len(), sound.len());
        let [integrated, _, peak] = loudness(&out, 2);
        assert!((integrated - f64::from(level.loudness)).abs() <= off, "{integrated} for {level:?}");
        assert!(peak <= f64::from(level.peak) + 0.05, "{peak} for {level:?}");
    }
}

#[test]
fn resampling_is_as_that_of_ffmpeg() {
    let sound = music();
    let theirs = floats(&ffmpeg(
        "-f f32le -ar 48000 -ac 2 -i - -af aresample=44100:filter_size=128:cutoff=0.97 -f f32le -",
        &bytes(&sound),
    ));
    let adjust = Adjust { rate: Some(44_100), ..Adjust::default() };
    let mut adjuster = Adjuster::new(&adjust, (2, 48_000), None, None).unwrap();
    let mut out = Vec::new();
    sound.chunks(1920).for_each(|block| adjuster.push(block, &mut out));
    adjuster.finish(&mut out);
    assert_eq!(out.len(), 8 * 44_100 * 2);
    let common = out.len().min(theirs.len()) - 400;
    // White noise near the cutoff is where two filters differ.
    let snr = snr(&theirs[400..common], &out[400..common]);
    assert!(snr > 30.0, "{snr:.1} dB");
}

#[test]
fn plain_numbers_are_those_of_ffmpeg() {
    let sound = &music()[..96_000];
    let pcm = |bits, float, signed, big| Codec::Pcm { bits, float, signed, big };
    for (name, codec) in [
        ("u8", pcm(8, false, false, false)),
        ("s8", pcm(8, false, true, false)),
        ("s16le", pcm(16, false, true, false)),
        ("s16be", pcm(16, false, true, true)),
        ("u16le", pcm(16, false, false, false)),
        ("s24le", pcm(24, false, true, false)),
        ("s24be", pcm(24, false, true, true)),
        ("s32le", pcm(32, false, true, false)),
        ("f32be", pcm(32, true, true, true)),
        ("f64le", pcm(64, true, true, false)),
        ("alaw", Codec::Alaw),
        ("mulaw", Codec::Ulaw),
    ] {
        let packed = ffmpeg(&format!("-f f32le -ar 48000 -ac 2 -i - -f {name} -"), &bytes(sound));
        let theirs = floats(&ffmpeg(&format!("-f {name} -ar 48000 -ac 2 -i - -f f32le -"), &packed));
        let mut ours = Vec::new();
        unpack(&codec, &packed, &mut ours).unwrap();
        let worst = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(ours.len() == theirs.len() && worst <= 1.0 / 8_388_608.0, "{name} {worst}");
        let mut again = Vec::new();
        pack(&codec, &ours, &mut again).unwrap();
        let differ = again.iter().zip(&packed).filter(|(a, b)| a != b).count();
        assert!(again.len() == packed.len() && differ * 1000 <= packed.len(), "{name} {differ}");
    }
}

#[test]
fn adpcm_is_decoded_as_by_ffmpeg() {
    let sound = bytes(&music());
    for (codec, container, unpack) in [
        ("adpcm_ima_wav", "wav", adpcm::ima_wav as fn(&[u8], usize, &mut Vec<f32>)),
        ("adpcm_ms", "wav", adpcm::microsoft),
        ("adpcm_ima_qt", "mov", adpcm::ima_quicktime),
    ] {
        let path = file(&format!("{codec}.{container}"));
        ffmpeg(&format!("-f f32le -ar 48000 -ac 2 -i - -c:a {codec} {}", path.display()), &sound);
        // Packets as they are, and their sizes.
        let packets = ffmpeg(&format!("-i {} -map 0:a -c copy -f data -", path.display()), &[]);
        let theirs = floats(&ffmpeg(&format!("-i {} -f f32le -", path.display()), &[]));
        let size = if container == "mov" { 68 } else { 2048 };
        let block = if container == "mov" { size } else { block_align(&std::fs::read(&path).unwrap()) };
        let mut ours = Vec::new();
        packets.chunks(block).for_each(|block| unpack(block, 2, &mut ours));
        let common = ours.len().min(theirs.len());
        assert!(common + 8192 >= theirs.len(), "{codec}: {} of {}", ours.len(), theirs.len());
        // QuickTime's blocks know only nine bits of where they begin, and ffmpeg keeps more where it can; in IMA's steps for WAV it
        // rounds once where the recommendation cuts off three times.
        let least = match codec {
            "adpcm_ima_qt" => 25.0,
            "adpcm_ima_wav" => 45.0,
            _ => 90.0,
        };
        let snr = snr(&theirs[..common], &ours[..common]);
        assert!(snr >= least, "{codec} {snr:.1} dB");
    }
}

/// The size of a block as the `fmt ` chunk of WAV says.
fn block_align(wav: &[u8]) -> usize {
    let at = wav.windows(4).position(|name| name == b"fmt ").unwrap();
    u16::from_le_bytes([wav[at + 20], wav[at + 21]]).into()
}

#[test]
fn flac_decodes_to_what_it_was_made_of() {
    let sound = music();
    for (bits, name) in [(16, "s16le"), (24, "s24le")] {
        let mut encoder = FlacEncoder::new(2, 48_000, bits).unwrap();
        let (mut frames, mut length) = (Vec::new(), 0);
        let mut write = |frame: &[u8], samples: u32| {
            frames.extend_from_slice(frame);
            length += samples;
        };
        sound.chunks(3000).for_each(|block| encoder.push(block, &mut write));
        let mut flac = encoder.finish(&mut write);
        flac.extend_from_slice(&frames);
        assert_eq!(length as usize * 2, sound.len());
        let path = file(&format!("own{bits}.flac"));
        std::fs::write(&path, &flac).unwrap();
        let (back, told) =
            run(&format!("-xerror -err_detect explode -i {} -f {name} -", path.display()), &[]);
        assert!(!told.contains("md5") && !told.contains("rror"), "{told}");
        let mut packed = Vec::new();
        pack(&Codec::Pcm { bits, float: false, signed: true, big: false }, &sound, &mut packed).unwrap();
        assert!(back == packed);
        let theirs = ffmpeg(&format!("-f {name} -ar 48000 -ac 2 -i - -f flac -"), &packed);
        assert!(
            flac.len() as f64 <= theirs.len() as f64 * 1.03,
            "{} bytes, ffmpeg {}",
            flac.len(),
            theirs.len()
        );
    }
}

/// Packets of a file that ffmpeg makes, split where its own table says.
fn packets(codec: &str, extension: &str) -> (Vec<Vec<u8>>, std::path::PathBuf) {
    let path = file(&format!("decode-{codec}.{extension}"));
    ffmpeg(&format!("{MUSIC} -c:a {codec} {}", path.display()), &[]);
    (packets_of(&path), path)
}

fn packets_of(path: &std::path::Path) -> Vec<Vec<u8>> {
    let output = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "packet=size", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .unwrap();
    let sizes = String::from_utf8(output.stdout).unwrap();
    let data = ffmpeg(&format!("-i {} -map 0:a -c copy -f data -", path.display()), &[]);
    let mut rest = &data[..];
    let mut packets = Vec::new();
    for size in sizes.lines().filter_map(|size| size.trim_matches(',').parse().ok()) {
        let Some((packet, after)) = rest.split_at_checked(size) else { break };
        packets.push(packet.to_vec());
        rest = after;
    }
    packets
}

#[cfg(feature = "decode")]
#[test]
fn packets_decode_as_by_ffmpeg() {
    for (encoder, extension, codec, config, least) in [
        ("aac", "m4a", Codec::Aac, vec![0x11, 0x90], 60.0),
        ("libmp3lame", "mp3", Codec::Mp3, Vec::new(), 60.0),
        ("flac", "flac", Codec::Flac, Vec::new(), 90.0),
    ] {
        let (packets, path) = packets(encoder, extension);
        let file = std::fs::read(&path).unwrap();
        let config = match codec {
            Codec::Flac => file[..42].to_vec(),
            _ => config,
        };
        let format = Format::new(codec, "", config);
        let mut decoder =
            Decoder::new(&format, &Sound { rate: 48_000, channels: 2, bits: Some(16) }).unwrap();
        let mut ours = Vec::new();
        packets.iter().for_each(|packet| ours.extend_from_slice(decoder.decode(packet).unwrap()));
        assert_eq!(decoder.shape(), (2, 48_000));
        // Without edits ffmpeg gives what the decoder gives.
        let theirs = floats(&ffmpeg(&format!("-flags2 +skip_manual -i {} -f f32le -", path.display()), &[]));
        // Where they differ in length, it is a lead.
        let window = 48_000 * 2..48_000 * 8;
        let best = (0..4)
            .map(|n| n * 1152 * 2 / 2)
            .chain([0, 1024 * 2, 1105 * 2, 2 * 1105, 529 * 2, 1152 * 2, 2048 * 2])
            .map(|lead| snr(&theirs[window.clone()], &ours[window.start + lead..window.end + lead]));
        let best = best.fold(f64::MIN, f64::max);
        assert!(best >= least, "{encoder} {best:.1} dB");
    }
}

/// Loss there is none: each sample is that of ffmpeg, in the order of WAVE.
#[test]
fn apple_lossless_decodes_to_the_bit() {
    for (name, depth, channels, pan) in [
        ("one", "s16p", 1, "pan=mono|c0=c0"),
        ("two", "s16p", 2, "anull"),
        ("deep", "s32p", 2, "anull"),
        ("six", "s16p", 6, "pan=5.1|c0=c0|c1=c1|c2=0.5*c0|c3=c1|c4=0.3*c1|c5=0.2*c0"),
        (
            "wide",
            "s32p",
            8,
            "pan=7.1(wide)|c0=c0|c1=c1|c2=0.5*c0|c3=c1|c4=0.3*c1|c5=0.2*c0|c6=0.1*c0|c7=0.7*c1",
        ),
    ] {
        let path = file(&format!("lossless-{name}.m4a"));
        let told = path.display();
        // Music, and silence in the middle of it.
        let quiet = "volume='if(between(t,3,5),0,1)':eval=frame";
        ffmpeg(&format!("{MUSIC} -af {quiet},{pan} -c:a alac -sample_fmt {depth} -y {told}"), &[]);
        let file = std::fs::read(&path).unwrap();
        let at = file.windows(4).rposition(|name| name == b"alac").unwrap();
        let alac = alac::Alac::new(&file[at + 8..at + 32]).unwrap();
        let wanted = floats(&ffmpeg(&format!("-i {told} -f f32le -"), &[]));
        let mut ours = Vec::new();
        packets_of(&path).iter().for_each(|packet| alac.unpack(packet, &mut ours));
        assert_eq!(ours.len(), wanted.len(), "{name}: {channels} channels");
        assert!(ours == wanted, "{name}: {:?}", ours.iter().zip(&wanted).position(|(a, b)| a != b));
    }
}
