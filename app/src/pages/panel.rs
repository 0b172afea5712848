//! What is done to the whole document, and the buttons that make it.

use document::edit::{Align, Compress, Edges, Finish, Lock, Mark, Metadata, Paper, Sheet, Split};
use image::{Format, Recipe};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::board::Board;
use super::bound::PAPERS;
use super::make::{Way, make};
use super::verbs;
use crate::row::Tool;
use crate::save::name;
use crate::text::pages::pages;
use crate::ui::field;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// In points.
const MILLIMETRE: f32 = 72.0 / 25.4;

/// What a person enters. A [`Finish`] follows from it.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    numbers: RwSignal<String>,
    head: RwSignal<String>,
    foot: RwSignal<String>,
    watermark: RwSignal<String>,
    sheet: RwSignal<String>,
    smaller: RwSignal<String>,
    quality: RwSignal<f64>,
    crop: RwSignal<Edges>,
    flatten: RwSignal<bool>,
    about: [RwSignal<String>; 4],
    password: RwSignal<String>,
    cut: RwSignal<String>,
    count: RwSignal<f64>,
    ranges: RwSignal<String>,
    format: RwSignal<String>,
    dots: RwSignal<String>,
}

/// Where page numbers can stand.
const PLACES: [(&str, Option<Align>); 4] = [
    ("none", None),
    ("bottom", Some(Align::Bottom)),
    ("right", Some(Align::BottomRight)),
    ("top", Some(Align::TopRight)),
];
/// How many pages a sheet can have: columns and rows.
const SHEETS: [(&str, (u32, u32)); 4] = [("1", (1, 1)), ("2", (1, 2)), ("4", (2, 2)), ("9", (3, 3))];
/// How the file can become smaller: with pictures as they are, packed anew, or of so many dots per inch at most.
const SIZES: [(&str, Smaller); 6] = [
    ("keep", Smaller::Not),
    ("tidy", Smaller::Tidy),
    ("anew", Smaller::Pictures(None)),
    ("high", Smaller::Pictures(Some(220))),
    ("middle", Smaller::Pictures(Some(150))),
    ("small", Smaller::Pictures(Some(96))),
];
/// The quality of pictures that is asked for at first.
const QUALITY: f64 = 75.0;
/// What pages can be saved as, instead of a document.
const FORMATS: [(&str, Format); 3] = [("png", Format::Png), ("jpeg", Format::Jpeg), ("webp", Format::WebP)];
/// How fine these pictures can be, in dots per inch.
const DOTS: [(&str, f32); 3] = [("96", 96.0), ("150", 150.0), ("300", 300.0)];

/// How the file becomes smaller.
#[derive(Clone, Copy, PartialEq)]
enum Smaller {
    Not,
    /// Without what is unused or there twice, with parts of fonts, packed well.
    Tidy,
    /// And with pictures packed anew, with at most so many dots per inch.
    Pictures(Option<u32>),
}

/// The panel.
pub fn panel(board: Board) -> AnyView {
    let t = pages();
    let text = || RwSignal::new(String::new());
    let form = Form {
        name: RwSignal::new(suggested(board)),
        numbers: RwSignal::new("none".into()),
        head: text(),
        foot: text(),
        watermark: text(),
        sheet: RwSignal::new("1".into()),
        smaller: RwSignal::new("keep".into()),
        quality: RwSignal::new(QUALITY),
        crop: RwSignal::default(),
        flatten: RwSignal::new(false),
        about: [text(), text(), text(), text()],
        password: text(),
        cut: RwSignal::new("every".into()),
        count: RwSignal::new(1.0),
        ranges: text(),
        format: RwSignal::new(FORMATS[0].0.into()),
        dots: RwSignal::new(DOTS[1].0.into()),
    };
    Effect::new(move |_| board.finish.set(finish(form)));
    Effect::watch(move || board.paper.get(), move |_, _, _| board.rebind(), false);
    let nothing = move || board.cards.with(Vec::is_empty) || board.making.with(Option::is_some);
    let go = move |way: Way| {
        let name = file_name(&form.name.get_untracked());
        let each = matches!(way, Way::Each | Way::Decrypt | Way::Repair);
        make(board, if each { name.replace(&format!("-{}", t.merged), "") } else { name }, way);
    };
    let cut = move |_| match split(board, form) {
        Some(split) => go(Way::Cut(split)),
        None => board.problem.set(Some((t.bad_ranges)(sheets(board) as usize))),
    };
    let each = move |way: Way, name: &'static str| {
        let nothing = move || board.sources.with(Vec::is_empty) || board.making.with(Option::is_some);
        let (id, sign) =
            if way == Way::Decrypt { ("pages-decrypt", Icon::Lock) } else { ("pages-repair", Icon::Spark) };
        view! {
            <button type="button" class="wide" id=id disabled=live(nothing) on:click=move |_| go(way.clone())>
                {icon(sign)}
                <span>{name}</span>
            </button>
        }
    };
    verbs::offer(board);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        go(Way::Save);
    };
    view! {
        <form class="panel-side" aria-label=t.result on:submit=submit>
            <div class="panel-scroll">
                {field::entry("pages-name", t.name, "text", form.name, false, t.unnamed)}
                {when(
                    move || board.has_pictures(),
                    move || choice("pages-paper", t.paper, PAPERS.map(|(word, _)| word), board.paper, t.papers),
                )}
                <details open>
                    <summary>{t.marks}</summary>
                    {choice("pages-numbers", t.numbers, PLACES.map(|(word, _)| word), form.numbers, t.place)}
                    {field::entry("pages-head", t.head, "text", form.head, false, t.mark_hint)}
                    {field::entry("pages-foot", t.foot, "text", form.foot, false, t.mark_hint)}
                    {field::entry("pages-watermark", t.watermark, "text", form.watermark, false, t.watermark_hint)}
                </details>
                <details>
                    <summary>{t.size}</summary>
                    {choice("pages-smaller", t.pictures, SIZES.map(|(word, _)| word), form.smaller, t.smaller)}
                    {when(
                        move || matches!(smaller(form), Smaller::Pictures(_)),
                        move || field::slider("pages-quality", t.quality, (1.0, 100.0), move || form.quality.get(), move |n| form.quality.set(n)),
                    )}
                    {choice("pages-sheet", t.sheet, SHEETS.map(|(word, _)| word), form.sheet, t.per_sheet)}
                    {field::check("pages-flatten", t.flatten, move || form.flatten.get(), move |on| form.flatten.set(on))}
                </details>
                <details>
                    <summary>{t.crop}</summary>
                    {edge(form.crop, "pages-crop-left", t.crop_left, |edges| &mut edges.left)}
                    {edge(form.crop, "pages-crop-right", t.crop_right, |edges| &mut edges.right)}
                    {edge(form.crop, "pages-crop-top", t.crop_top, |edges| &mut edges.top)}
                    {edge(form.crop, "pages-crop-bottom", t.crop_bottom, |edges| &mut edges.bottom)}
                </details>
                <details>
                    <summary>{t.about}</summary>
                    {field::entry("pages-title", t.title, "text", form.about[0], false, t.as_is)}
                    {field::entry("pages-author", t.author, "text", form.about[1], false, t.as_is)}
                    {field::entry("pages-subject", t.subject, "text", form.about[2], false, t.as_is)}
                    {field::entry("pages-keywords", t.keywords, "text", form.about[3], false, t.as_is)}
                </details>
                <details>
                    <summary>{t.lock}</summary>
                    {field::entry("pages-password", t.password, "password", form.password, false, "")}
                    <p class="muted">{t.lock_hint}</p>
                </details>
                <details>
                    <summary>{t.unlock_repair}</summary>
                    {each(Way::Decrypt, t.decrypt)}
                    {each(Way::Repair, t.repair)}
                    <p class="muted">{t.unlock_hint}</p>
                </details>
                <details>
                    <summary>{t.cut}</summary>
                    {choice("pages-cut", t.cut_how, ["every", "ranges", "outline", "size"], form.cut, t.cut_by)}
                    {when(
                        move || form.cut.with(|cut| cut == "ranges"),
                        move || field::entry("pages-ranges", t.cut_ranges, "text", form.ranges, false, "1-3, 4-10"),
                    )}
                    {when(
                        move || form.cut.with(|cut| cut == "every" || cut == "size"),
                        move || {
                            let unit = if form.cut.with_untracked(|cut| cut == "size") { "MB" } else { t.cut_pages };
                            field::number("pages-count", t.cut_count, unit, (1.0, 10_000.0), move || form.count.get(), move |n| form.count.set(n))
                        },
                    )}
                    <button type="button" class="wide" id="pages-split" disabled=live(nothing) on:click=cut>
                        {icon(Icon::Zip)}
                        <span>{t.cut_now}</span>
                    </button>
                </details>
                <details>
                    <summary>{t.as_pictures}</summary>
                    {choice("pages-format", t.format, FORMATS.map(|(word, _)| word), form.format, t.formats)}
                    {choice("pages-dots", t.dots, DOTS.map(|(word, _)| word), form.dots, |word| {
                        DOTS.into_iter().find(|(known, _)| *known == word).map_or("", |(known, _)| known)
                    })}
                    <button type="button" class="wide" id="pages-pictures" disabled=live(nothing) on:click=move |_| go(pictures(form))>
                        {icon(Icon::Pages)}
                        <span>{t.pictures_now}</span>
                    </button>
                </details>
            </div>
            <div class="panel-foot">
                {live(move || {
                    board
                        .problem
                        .get()
                        .map(|words| view! { <div class="problem" role="alert">{icon(Icon::Warn)} <p>{words}</p></div> })
                })}
                {when(
                    move || board.making.get().is_some(),
                    move || view! { <progress aria-label=t.making value=live(move || board.making.get().map(|done| done.to_string()))></progress> }.into_any(),
                )}
                <button type="submit" class="primary large wide" id="pages-save" disabled=live(nothing)>
                    {icon(Icon::Save)}
                    <span>{t.save}</span>
                </button>
                {when(
                    move || board.sources.with(|all| all.len() > 1),
                    move || view! {
                        <button type="button" class="wide" id="pages-each" disabled=live(nothing) on:click=move |_| go(Way::Each)>
                            {t.each}
                        </button>
                    }
                    .into_any(),
                )}
                <button type="button" class="wide" id="pages-open" disabled=live(nothing) on:click=move |_| go(Way::Open)>
                    {t.open}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// How much is cut off at an edge; a person counts in millimetres.
fn edge(
    crop: RwSignal<Edges>,
    id: &'static str,
    label: &'static str,
    side: fn(&mut Edges) -> &mut f32,
) -> AnyView {
    let value = move || f64::from(*side(&mut crop.get()) / MILLIMETRE);
    let change = move |length: f64| crop.update(|edges| *side(edges) = length as f32 * MILLIMETRE);
    field::number(id, label, "mm", (0.0, 1000.0), value, change)
}

fn choice<const N: usize>(
    id: &'static str,
    label: &'static str,
    words: [&'static str; N],
    value: RwSignal<String>,
    name: fn(&str) -> &'static str,
) -> AnyView {
    let options = words.into_iter().map(|word| (word, name(word))).collect();
    let known = move || words.into_iter().find(|word| value.with(|value| value == word)).unwrap_or_default();
    field::select(id, label, options, known, move |word| value.set(word))
}

/// The name of the first document, with a word more where others come along, or that of the only picture.
fn suggested(board: Board) -> String {
    untrack(|| {
        let selected = board.session.tally.with(|tally| tally.selected > 0);
        let rows: Vec<_> =
            board.session.rows.get().into_iter().filter(|row| !selected || row.selected.get()).collect();
        let mut documents = rows.iter().filter(|row| row.tool() == Tool::Reader);
        let mut pictures = rows.iter().filter(|row| row.is_picture());
        match (documents.next(), pictures.next(), pictures.next()) {
            (Some(first), picture, _) if documents.next().is_some() || selected && picture.is_some() => {
                format!("{}-{}.pdf", name::split(&first.name()).0, pages().merged)
            }
            (Some(document), ..) => document.name(),
            (None, Some(picture), None) => format!("{}.pdf", name::split(&picture.name()).0),
            _ => String::new(),
        }
    })
}

fn file_name(entered: &str) -> String {
    let name: String =
        entered.trim().chars().map(|letter| if "/\\:".contains(letter) { '-' } else { letter }).collect();
    match name.to_ascii_lowercase().strip_suffix(".pdf") {
        Some("") | None if name.is_empty() => format!("{}.pdf", pages().unnamed),
        Some(_) => name,
        None => format!("{name}.pdf"),
    }
}

fn finish(form: Form) -> Finish {
    let align =
        PLACES.into_iter().find(|(word, _)| form.numbers.with(|it| it == word)).and_then(|(_, align)| align);
    let numbers = align.map(|align| Mark { text: "{page} / {pages}".into(), align, ..Mark::default() });
    let line = |text: String, align: Align| {
        (!text.trim().is_empty()).then(|| Mark { text, align, ..Mark::default() })
    };
    let watermark = form.watermark.get();
    let marks = [
        numbers,
        line(form.head.get(), Align::Top),
        line(form.foot.get(), Align::BottomLeft),
        (!watermark.trim().is_empty()).then(|| Mark::watermark(watermark)),
    ];
    let compress = match smaller(form) {
        Smaller::Not => None,
        Smaller::Tidy => Some(Compress { dpi: None, quality: None }),
        Smaller::Pictures(dpi) => Some(Compress { dpi, quality: Some(form.quality.get() as u8) }),
    };
    let (columns, rows) = SHEETS
        .into_iter()
        .find(|(word, _)| form.sheet.with(|it| it == word))
        .map_or((1, 1), |(_, grid)| grid);
    // What nobody writes stays as it is.
    let [title, author, subject, keywords] =
        form.about.map(|text| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty()));
    let metadata = Metadata { title, author, subject, keywords };
    let password = form.password.get();
    let crop = form.crop.get();
    Finish {
        crop: (crop != Edges::default()).then_some(crop),
        marks: marks.into_iter().flatten().collect(),
        flatten: form.flatten.get(),
        compress,
        sheet: (columns * rows > 1).then_some(Sheet { columns, rows, paper: Paper::A4, gap: 12.0 }),
        metadata: (metadata != Metadata::default()).then_some(metadata),
        lock: (!password.is_empty()).then(|| Lock { password, ..Lock::default() }),
        ..Finish::default()
    }
}

fn pictures(form: Form) -> Way {
    let of = |chosen: RwSignal<String>, word: &str| chosen.with_untracked(|chosen| chosen == word);
    let format = FORMATS.into_iter().find(|(word, _)| of(form.format, word)).map(|(_, format)| format);
    let dots = DOTS.into_iter().find(|(word, _)| of(form.dots, word)).map_or(96.0, |(_, dots)| dots);
    let recipe = Recipe { format: format.unwrap_or_default(), ..Recipe::default() };
    Way::Pictures(recipe, dots / 72.0)
}

/// How the file becomes smaller, tracked.
fn smaller(form: Form) -> Smaller {
    let chosen = SIZES.into_iter().find(|(word, _)| form.smaller.with(|it| it == word));
    chosen.map_or(Smaller::Not, |(_, smaller)| smaller)
}

/// Where it is cut; none where ranges are written that are none.
fn split(board: Board, form: Form) -> Option<Split> {
    let count = form.count.get_untracked();
    Some(match form.cut.get_untracked().as_str() {
        "outline" => Split::Outline(1),
        "size" => Split::Size((count * 1e6) as u64),
        "ranges" => return Split::ranges(&form.ranges.get_untracked(), sheets(board)),
        _ => Split::Every(count as u32),
    })
}

/// How many pages the new document will have: several of the board may lie on one sheet.
fn sheets(board: Board) -> u32 {
    let pages = board.cards.with_untracked(Vec::len) as u32;
    let sheet = board.finish.with_untracked(|finish| finish.sheet);
    sheet.map_or(pages, |sheet| pages.div_ceil((sheet.columns * sheet.rows).max(1)))
}
