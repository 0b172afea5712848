//! Profiles of files that say only in numbers what their colours are: PNG's gamma and primaries, and code points (ITU-T H.273).
//!
//! No other format takes those numbers, and a picture without them looks different. So they become a profile, which goes
//! wherever profiles go. What they say of sRGB needs none.

use moxcms::{
    Chromaticity, ColorPrimaries, ColorProfile, LocalizableString, ProfileText, ToneReprCurve, XyY,
};

/// White, red, green and blue of sRGB as x and y, in the order of PNG.
const SRGB: [f32; 8] = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
/// The same of BT.2020 and of P3.
const BT2020: [f32; 8] = [0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046];
const P3: [f32; 8] = [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06];

/// A power alone, or one with a straight part: the numbers of a parametric curve (ICC.1, 10.18).
type Curve = Vec<f32>;

/// What a PNG says of its colours without a profile.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// That they are sRGB.
    pub srgb: bool,
    /// The exponent of the file, times 100,000.
    pub gamma: Option<u32>,
    /// White, red, green, blue as x and y, times 100,000.
    pub points: Option<[u32; 8]>,
    /// Code points of the primaries and of the curve.
    pub code: Option<[u8; 2]>,
}

impl Numbers {
    /// The profile that says the same, `None` for sRGB and what is close to it. An error if no profile here can say it.
    pub fn profile(&self, gray: bool) -> Result<Option<Vec<u8>>, ()> {
        let (points, curve) = match (self.code, self.gamma) {
            (Some([primaries, transfer]), _) => coded(primaries, transfer).ok_or(())?,
            _ if self.srgb => return Ok(None),
            (None, gamma) => {
                let gamma = gamma.map_or(SRGB_GAMMA, |gamma| gamma as f32 / 1e5);
                let points = self.points.map_or(SRGB, |points| points.map(|part| part as f32 / 1e5));
                if !(0.05..=5.0).contains(&gamma) || !colourful(points) {
                    return Err(());
                }
                (
                    points,
                    if (gamma / SRGB_GAMMA - 1.0).abs() < 0.05 { srgb_curve() } else { vec![1.0 / gamma] },
                )
            }
        };
        let close = gray || points.iter().zip(SRGB).all(|(one, other)| (one - other).abs() < 5e-3);
        if close && curve == srgb_curve() {
            return Ok(None);
        }
        let points = if close { SRGB } else { points };
        written(if gray { gray_profile(curve) } else { profile(points, curve) }).map(Some).ok_or(())
    }
}

/// The profile of Display P3, for files that only name it.
pub(crate) fn display_p3() -> Option<Vec<u8>> {
    written(profile(P3, srgb_curve()))
}

/// The exponent that stands for sRGB's curve.
const SRGB_GAMMA: f32 = 0.454_55;

fn srgb_curve() -> Curve {
    vec![2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45]
}

/// Primaries and curve by their code points. Not those of HDR: their light has no place in pictures of sRGB's range.
fn coded(primaries: u8, transfer: u8) -> Option<([f32; 8], Curve)> {
    let points = match primaries {
        1 => SRGB,
        9 => BT2020,
        12 => P3,
        _ => return None,
    };
    let curve = match transfer {
        // Screens show television's curve as sRGB's.
        1 | 6 | 13 | 14 | 15 => srgb_curve(),
        4 => vec![2.2],
        5 => vec![2.8],
        8 => vec![1.0],
        _ => return None,
    };
    Some((points, curve))
}

/// Whether the primaries lie apart, and white is light.
fn colourful(points: [f32; 8]) -> bool {
    let [_, white, rx, ry, gx, gy, bx, by] = points;
    let area = (gx - rx) * (by - ry) - (bx - rx) * (gy - ry);
    white > 0.0 && ry > 0.0 && gy > 0.0 && by > 0.0 && area.abs() > 1e-3
}

fn profile([wx, wy, rx, ry, gx, gy, bx, by]: [f32; 8], curve: Curve) -> ColorProfile {
    let mut profile = ColorProfile::new_srgb();
    let primaries = ColorPrimaries {
        red: Chromaticity::new(rx, ry),
        green: Chromaticity::new(gx, gy),
        blue: Chromaticity::new(bx, by),
    };
    profile.update_rgb_colorimetry(XyY::new(wx.into(), wy.into(), 1.0), primaries);
    let curve = Some(ToneReprCurve::Parametric(curve));
    (profile.red_trc, profile.green_trc, profile.blue_trc) = (curve.clone(), curve.clone(), curve);
    profile
}

/// The light that a curve gives to a number in its middle, 0 to 1.
pub(crate) fn half(curve: &ToneReprCurve) -> f32 {
    match curve {
        ToneReprCurve::Parametric(numbers) => match numbers[..] {
            [gamma] => 0.5f32.powf(gamma),
            [gamma, a, b, ..] => (a * 0.5 + b).powf(gamma),
            _ => 0.5,
        },
        ToneReprCurve::Lut(numbers) => match numbers[..] {
            [] => 0.5,
            // A power, in 256ths.
            [gamma] => 0.5f32.powf(f32::from(gamma) / 256.0),
            _ => f32::from(numbers[numbers.len() / 2]) / 65_535.0,
        },
    }
}

/// Gray as sRGB has it.
pub(crate) fn srgb_gray() -> ColorProfile {
    gray_profile(srgb_curve())
}

fn gray_profile(curve: Curve) -> ColorProfile {
    let mut profile = ColorProfile::new_gray_with_gamma(1.0);
    profile.gray_trc = Some(ToneReprCurve::Parametric(curve));
    profile
}

fn written(mut profile: ColorProfile) -> Option<Vec<u8>> {
    let name = LocalizableString::new("en".into(), "US".into(), "Colours of a picture".into());
    profile.description = Some(ProfileText::Localizable(vec![name]));
    profile.encode().ok()
}
