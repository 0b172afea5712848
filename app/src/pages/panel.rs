//! What is done to the whole document, and the buttons that make it.

use document::edit::Edges;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::board::Board;
use super::bound::PAPERS;
use super::make::{Way, make};
use super::recipes::recipes;
use super::verbs;
use super::wish::{CUTS, DOTS, FORMATS, PLACES, SHEETS, SIZES, Smaller, smaller};
use crate::row::Tool;
use crate::save::name;
use crate::session::Session;
use crate::text::pages::pages;
use crate::ui::field;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// In points.
const MILLIMETRE: f32 = 72.0 / 25.4;

/// The panel.
pub fn panel(board: Board) -> AnyView {
    let t = pages();
    let form = board.form;
    Effect::new(move |_| board.finish.set(form.wish().finish(form.password.get())));
    Effect::watch(move || form.paper.get(), move |_, _, _| board.rebind(), false);
    let nothing = move || board.cards.with(Vec::is_empty) || board.making.with(Option::is_some);
    let go = move |way: Way| {
        let name = file_name(&form.name.get_untracked());
        let each = matches!(way, Way::Each | Way::Decrypt | Way::Repair);
        make(board, if each { name.replace(&format!("-{}", t.merged), "") } else { name }, way);
    };
    let cut = move |_| match untrack(|| form.wish()).split(sheets(board)) {
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
    let as_pictures = move || {
        let (recipe, scale) = untrack(|| form.wish()).pictures();
        Way::Pictures(recipe, scale)
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
                    move || choice("pages-paper", t.paper, PAPERS.map(|(word, _)| word), form.paper, t.papers),
                )}
                {recipes(board)}
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
                        move || form.smaller.with(|word| matches!(smaller(word), Smaller::Pictures(_))),
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
                    {choice("pages-cut", t.cut_how, CUTS, form.cut, t.cut_by)}
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
                    <button type="button" class="wide" id="pages-pictures" disabled=live(nothing) on:click=move |_| go(as_pictures())>
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
pub fn suggested(session: Session) -> String {
    untrack(|| {
        let selected = session.tally.with(|tally| tally.selected > 0);
        let rows: Vec<_> =
            session.rows.get().into_iter().filter(|row| !selected || row.selected.get()).collect();
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

/// How many pages the new document will have: several of the board may lie on one sheet.
fn sheets(board: Board) -> u32 {
    let pages = board.cards.with_untracked(Vec::len) as u32;
    let sheet = board.finish.with_untracked(|finish| finish.sheet);
    sheet.map_or(pages, |sheet| pages.div_ceil((sheet.columns * sheet.rows).max(1)))
}
