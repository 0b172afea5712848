//! Picture: cropped, turned, resized, and looking another way; what is set is seen at once.

use leptos::prelude::*;
use video::pixels::{Area, Deinterlace, Filters, Flip, Turn};
use video::settings::{Corner, Layer, Overlay, Resize};

use super::curves::curves;
use super::fields::{Choice, choice, group, slider};
use super::ours::{applied, convert, remarks, scope};
use super::subtitles;
use crate::crop::middle;
use crate::studio::icons;
use crate::studio::plan::Look;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::icon::{Icon, drawn, icon};
use crate::ui::live::{live, when};

/// The proportions that are offered: name, width to height.
const RATIOS: [(&str, f32); 7] = [
    ("16:9", 16.0 / 9.0),
    ("9:16", 9.0 / 16.0),
    ("1:1", 1.0),
    ("4:5", 0.8),
    ("4:3", 4.0 / 3.0),
    ("3:2", 1.5),
    ("21:9", 21.0 / 9.0),
];

/// A slider: its name for the page, where it stands, how it is moved, and how far. Sliders count in hundredths, at rest 0.
type Slider = (&'static str, fn(&Filters) -> f32, fn(&mut Filters, f32), (f32, f32));

const COLOUR: [Slider; 4] = [
    // The whole way would leave nothing but black or white.
    (
        "brightness",
        |of| of.tone.brightness * 200.0,
        |of, to| of.tone.brightness = to / 200.0,
        (-100.0, 100.0),
    ),
    (
        "contrast",
        |of| (of.tone.contrast - 1.0) * 100.0,
        |of, to| of.tone.contrast = 1.0 + to / 100.0,
        (-100.0, 100.0),
    ),
    (
        "saturation",
        |of| (of.tone.saturation - 1.0) * 100.0,
        |of, to| of.tone.saturation = 1.0 + to / 100.0,
        (-100.0, 100.0),
    ),
    (
        "gamma",
        |of| of.tone.gamma.log2() * 100.0,
        |of, to| of.tone.gamma = (to / 100.0 * std::f32::consts::LN_2).exp(),
        (-100.0, 100.0),
    ),
];
const DETAIL: [Slider; 3] = [
    ("sharpen", |of| of.sharpen * 100.0, |of, to| of.sharpen = to / 100.0, (0.0, 100.0)),
    // A standard deviation of ten pixels leaves colours only.
    ("blur", |of| of.blur * 10.0, |of, to| of.blur = to / 10.0, (0.0, 100.0)),
    ("denoise", |of| of.denoise * 100.0, |of, to| of.denoise = to / 100.0, (0.0, 100.0)),
];

/// Which half of an interlaced picture is kept, by its word.
const FIELDS: [(&str, Deinterlace); 3] =
    [("", Deinterlace::None), ("top", Deinterlace::Top), ("bottom", Deinterlace::Bottom)];

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let one = move |(id, value, set, bounds): Slider| {
        slider(
            id,
            (t.slider)(id),
            bounds,
            move || studio.plan.with(|plan| value(&plan.look.filters).round()),
            move |to| studio.edit(id, |plan| set(&mut plan.look.filters, to)),
        )
    };
    let form = view! {
        {scope(studio)}
        {group(t.shape, view! { {crop(studio)} {turns(studio)} {size(studio)} })}
        {group(t.colour, view! {
            {COLOUR.map(one).into_iter().collect_view()}
            {field::check(
                "studio-gray",
                t.gray,
                move || studio.plan.with(|plan| plan.look.filters.tone.grayscale),
                move |on| studio.edit("gray", |plan| plan.look.filters.tone.grayscale = on),
            )}
            {curves(studio)}
            {lut(studio)}
        })}
        {group(t.detail, view! {
            {DETAIL.map(one).into_iter().collect_view()}
            {choice(
                "studio-deinterlace",
                t.deinterlace,
                move || FIELDS.map(|(word, _)| Choice::new(word, (t.field_first)(word))).into(),
                move || {
                    let now = studio.plan.with(|plan| plan.look.filters.deinterlace);
                    FIELDS.into_iter().find(|(_, one)| *one == now).map_or("", |(word, _)| word).to_owned()
                },
                move |word| {
                    let found = FIELDS.into_iter().find(|(one, _)| *one == word).map(|(_, found)| found);
                    studio.edit("deinterlace", |plan| plan.look.filters.deinterlace = found.unwrap_or_default());
                },
            )}
        })}
        {group(t.over, over(studio))}
        <button
            type="button"
            class="quiet strong"
            disabled=live(move || studio.plan.with(|plan| plan.look == Look::default()))
            on:click=move |_| studio.edit("look", |plan| plan.look = Look::default())
        >
            {t.reset_look}
        </button>
    };
    let foot = view! {
        {applied(studio)}
        {remarks(studio)}
        {convert(studio)}
    };
    (form.into_any(), foot.into_any())
}

fn crop(studio: Studio) -> AnyView {
    let t = words();
    let choose = move |word: String| {
        let ratio = RATIOS.into_iter().find(|(name, _)| *name == word).map(|(_, ratio)| ratio);
        let size = untrack(|| studio.size());
        studio.edit("crop", |plan| {
            plan.look.filters.crop = ratio.zip(size).map(|(ratio, (width, height))| {
                let image::Crop { x, y, width, height } = middle(ratio * height as f32 / width.max(1) as f32);
                Area { x, y, width, height }
            });
        });
        studio.cropping.set(ratio.is_some());
    };
    let whole = move || studio.plan.with(|plan| plan.look.filters.crop.is_none());
    let pixels = move || {
        let (width, height) = studio.size()?;
        let crop = studio.plan.with(|plan| plan.look.filters.crop)?;
        let side = |share: f32, side: u32| (share * side as f32).round() as u32;
        Some(format!("{} × {}", side(crop.width, width), side(crop.height, height)))
    };
    view! {
        <div class="joined">
            <button
                type="button"
                class="wide"
                id="studio-crop"
                aria-pressed=live(move || studio.cropping.get().to_string())
                on:click=move |_| studio.cropping.update(|on| *on = !*on)
            >
                {icon(Icon::Crop)}
                <span>{live(move || if studio.cropping.get() { t.crop_done } else { t.crop })}</span>
            </button>
            <select id="studio-ratio" aria-label=t.ratio title=t.ratio on:change=move |event| choose(event_target_value(&event))>
                <option value="" prop:selected=live(whole)>{t.ratio_free}</option>
                {RATIOS.map(|(name, _)| view! { <option value=name>{name}</option> }).collect_view()}
            </select>
        </div>
        {live(move || pixels().map(|pixels| view! { <p class="hint numbers" id="studio-crop-size">{pixels}</p> }))}
        {when(move || studio.cropping.get(), move || borders(studio))}
    }
    .into_any()
}

/// The four sides of the crop as numbers, for those who do not drag.
fn borders(studio: Studio) -> AnyView {
    let t = words();
    let of = move |crop: Option<Area>| crop.unwrap_or(Area { x: 0.0, y: 0.0, width: 1.0, height: 1.0 });
    let one = move |id: &'static str,
                    name: &'static str,
                    get: fn(Area) -> f32,
                    set: fn(Area, f32) -> Area| {
        field::number(
            id,
            name,
            "%",
            (0.0, 98.0),
            move || {
                f64::from((get(of(studio.plan.with(|plan| plan.look.filters.crop))) * 1000.0).round() / 10.0)
            },
            move |value| {
                studio.edit("crop", |plan| {
                    let crop = set(of(plan.look.filters.crop), (value / 100.0) as f32);
                    plan.look.filters.crop = (crop.width < 0.999 || crop.height < 0.999).then_some(crop);
                })
            },
        )
    };
    const LEAST: f32 = 0.02;
    view! {
        <div class="grid-2">
            {one("crop-left", t.left, |crop| crop.x, |crop, to| {
                let right = crop.x + crop.width;
                let x = to.min(right - LEAST);
                Area { x, width: right - x, ..crop }
            })}
            {one("crop-right", t.right, |crop| 1.0 - crop.x - crop.width, |crop, to| Area {
                width: (1.0 - to - crop.x).max(LEAST),
                ..crop
            })}
            {one("crop-top", t.top, |crop| crop.y, |crop, to| {
                let bottom = crop.y + crop.height;
                let y = to.min(bottom - LEAST);
                Area { y, height: bottom - y, ..crop }
            })}
            {one("crop-bottom", t.bottom, |crop| 1.0 - crop.y - crop.height, |crop, to| Area {
                height: (1.0 - to - crop.y).max(LEAST),
                ..crop
            })}
        </div>
    }
    .into_any()
}

fn turns(studio: Studio) -> AnyView {
    let t = words();
    let button = move |id: &'static str,
                       name: &'static str,
                       sign: Icon,
                       change: fn(&mut Filters),
                       on: fn(&Filters) -> bool| {
        view! {
            <button
                type="button"
                class="icon-only"
                id=id
                title=name
                aria-label=name
                aria-pressed=live(move || studio.plan.with(|plan| on(&plan.look.filters)).to_string())
                on:click=move |_| studio.edit("turn", |plan| change(&mut plan.look.filters))
            >
                {icon(sign)}
            </button>
        }
    };
    view! {
        <div class="field">
            <span>{t.turn}</span>
            <div class="row-of-buttons">
                {button("turn-left", t.turn_left, Icon::TurnLeft, |look| look.turn = left(look.turn), |look| look.turn == Turn::Left)}
                {button("turn-right", t.turn_right, Icon::TurnRight, |look| look.turn = right(look.turn), |look| look.turn == Turn::Right)}
                {button("flip-across", t.flip_across, Icon::FlipAcross, |look| look.flip = flip(look.flip, Flip::Horizontal), |look| look.flip == Flip::Horizontal)}
                {button("flip-down", t.flip_down, Icon::FlipDown, |look| look.flip = flip(look.flip, Flip::Vertical), |look| look.flip == Flip::Vertical)}
            </div>
        </div>
    }
    .into_any()
}

fn right(turn: Turn) -> Turn {
    match turn {
        Turn::None => Turn::Right,
        Turn::Right => Turn::Half,
        Turn::Half => Turn::Left,
        Turn::Left => Turn::None,
    }
}

fn left(turn: Turn) -> Turn {
    right(right(right(turn)))
}

fn flip(now: Flip, to: Flip) -> Flip {
    if now == to { Flip::None } else { to }
}

/// The size that a box means.
type Fit = fn(u32, u32) -> Resize;

/// How a new size is reached: its word, and the size with a box.
const FITS: [(&str, Fit); 3] = [
    ("fit", |width, height| Resize::Fit { width, height }),
    ("fill", |width, height| Resize::Fill { width, height }),
    ("exact", |width, height| Resize::Exact { width, height }),
];

fn read(resize: Resize) -> (&'static str, u32, u32) {
    match resize {
        Resize::Fit { width, height } => ("fit", width, height),
        Resize::Fill { width, height } => ("fill", width, height),
        Resize::Exact { width, height } => ("exact", width, height),
    }
}

fn size(studio: Studio) -> AnyView {
    let t = words();
    let now = move || studio.plan.with(|plan| plan.look.resize);
    let set = move |word: &str, width: u32, height: u32| {
        let fit = FITS.into_iter().find(|(name, _)| *name == word).map(|(_, fit)| fit(width, height));
        studio.edit("resize", |plan| plan.look.resize = fit);
    };
    let side = move |id: &'static str, name: &'static str, across: bool| {
        field::number(
            id,
            name,
            "px",
            (16.0, 8192.0),
            move || {
                now().map_or(0.0, |resize| f64::from(if across { read(resize).1 } else { read(resize).2 }))
            },
            move |value| {
                let Some(resize) = untrack(now) else { return };
                let (word, width, height) = read(resize);
                if across { set(word, value as u32, height) } else { set(word, width, value as u32) }
            },
        )
    };
    view! {
        {choice(
            "studio-resize",
            t.size,
            move || {
                let mut options = vec![Choice::new("", t.as_is)];
                options.extend(FITS.map(|(word, _)| Choice::new(word, (t.fit)(word))));
                options
            },
            move || now().map(|resize| read(resize).0.to_owned()).unwrap_or_default(),
            move |word| {
                let size = untrack(|| studio.size()).unwrap_or((1280, 720));
                let (width, height) = untrack(now).map_or(size, |resize| (read(resize).1, read(resize).2));
                set(&word, width, height);
            },
        )}
        {when(move || now().is_some(), move || view! {
            <div class="grid-2">
                {side("studio-width", t.width, true)}
                {side("studio-height", t.height, false)}
            </div>
        }.into_any())}
    }
    .into_any()
}

fn lut(studio: Studio) -> AnyView {
    let t = words();
    let name = move || studio.plan.with(|plan| plan.beside.lut.clone());
    let pick = move |file| {
        studio.lay_beside(file, |plan, name| {
            plan.look.filters.lut = if name.is_some() { 1.0 } else { 0.0 };
            plan.beside.lut = name;
        });
    };
    view! {
        {subtitles::picker("studio-lut", t.lut, ".cube", name, pick, drawn(icons::PICTURE).into_any())}
        {when(move || name().is_some(), move || slider(
            "lut-amount",
            t.amount,
            (0.0, 100.0),
            move || studio.plan.with(|plan| plan.look.filters.lut * 100.0),
            move |value| studio.edit("lut", |plan| plan.look.filters.lut = value / 100.0),
        ))}
    }
    .into_any()
}

/// The places of something that is laid over the picture, by their words.
const CORNERS: [(&str, Corner); 5] = [
    ("bottom-right", Corner::BottomRight),
    ("bottom-left", Corner::BottomLeft),
    ("top-right", Corner::TopRight),
    ("top-left", Corner::TopLeft),
    ("center", Corner::Center),
];

/// Words or a picture over the others.
fn over(studio: Studio) -> AnyView {
    let t = words();
    let now = move || studio.plan.with(|plan| plan.over.clone());
    let change = move |change: &dyn Fn(&mut Overlay)| {
        studio.edit("over", |plan| plan.over.iter_mut().for_each(change));
    };
    let lay = move |layer: Layer| {
        studio.edit("over", |plan| {
            let new = Overlay {
                layer: layer.clone(),
                corner: Corner::default(),
                margin: 0.03,
                width: 0.3,
                opacity: 1.0,
                when: None,
            };
            plan.over = Some(Overlay { layer, ..plan.over.take().unwrap_or(new) });
        });
    };
    let text = move || match now().map(|over| over.layer) {
        Some(Layer::Text(text)) => text,
        _ => String::new(),
    };
    let write = move |text: String| match text.trim().is_empty() {
        true => studio.edit("over", |plan| {
            plan.over = plan.over.take().filter(|over| matches!(over.layer, Layer::Picture(_)));
        }),
        false => lay(Layer::Text(text)),
    };
    let name = move || studio.plan.with(|plan| plan.beside.picture.clone());
    let pick = move |file| {
        studio.lay_beside(file, |plan, name| {
            plan.over = plan.over.take().filter(|over| matches!(over.layer, Layer::Text(_)));
            plan.beside.picture = name;
        });
        if untrack(name).is_some() {
            lay(Layer::Picture(0));
        }
    };
    view! {
        <label class="field" for="over-words">
            <span>{t.over_words}</span>
            <input
                type="text"
                id="over-words"
                autocomplete="off"
                prop:value=live(text)
                on:input=move |event| write(event_target_value(&event))
            />
        </label>
        {subtitles::picker("over-picture", t.over_picture, "image/*", name, pick, icon(Icon::Picture).into_any())}
        {when(move || now().is_some(), move || view! {
            {choice(
                "over-corner",
                t.over_place,
                move || CORNERS.map(|(word, _)| Choice::new(word, (t.corner)(word))).into(),
                move || {
                    let corner = now().map(|over| over.corner).unwrap_or_default();
                    CORNERS.into_iter().find(|(_, one)| *one == corner).map_or("", |(word, _)| word).to_owned()
                },
                move |word| {
                    let corner = CORNERS.into_iter().find(|(one, _)| *one == word).map(|(_, corner)| corner);
                    change(&|over| over.corner = corner.unwrap_or_default());
                },
            )}
            {slider(
                "over-width",
                t.width_percent,
                (2.0, 100.0),
                move || now().map_or(0.0, |over| over.width * 100.0),
                move |value| change(&|over| over.width = (value / 100.0).max(0.02)),
            )}
            {slider(
                "over-opacity",
                t.opacity,
                (0.0, 100.0),
                move || now().map_or(0.0, |over| over.opacity * 100.0),
                move |value| change(&|over| over.opacity = value / 100.0),
            )}
        }.into_any())}
    }
    .into_any()
}
