//! Subtitles: carried along, drawn into the picture, taken out as a file; those of the file or of another one.

use leptos::html;
use leptos::prelude::*;
use nearside::File;
use video::settings::{Burn, Subtitles};
use video::subtitle::Form;

use super::fields::{Choice, choice, group};
use super::ours::{applied, convert, remarks, scope};
use super::start;
use crate::desk;
use crate::studio::captions::{self, Whose};
use crate::studio::icons;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, drawn, icon};
use crate::ui::live::{live, when};

/// The formats, by the endings of their files.
const FORMATS: [(&str, Form); 3] = [("srt", Form::Srt), ("vtt", Form::Vtt), ("ass", Form::Ass)];

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let tracks = StoredValue::new(untrack(|| captions::tracks(studio)));
    let beside = move || studio.plan.with(|plan| plan.beside.subtitles.clone());
    let burnt = move || {
        let mut options = vec![Choice::new("", t.none)];
        options.extend(tracks.get_value().into_iter().map(|(at, name)| Choice::new(at.to_string(), name)));
        options.extend(beside().map(|name| Choice::new("file", name)));
        options
    };
    let carried = move || {
        let mut options = vec![Choice::new("", t.none), Choice::new("copy", t.carry)];
        options.extend(beside().map(|name| Choice::new("file", name)));
        options
    };
    let pick = move |file: Option<File>| {
        if file.is_some() {
            studio.captions.choose(Some(Whose::Beside));
        }
        studio.lay_beside(file, |plan, name| match name {
            Some(name) => {
                plan.beside.subtitles = Some(name);
                plan.burn = Some(Burn::File(0));
            }
            None => {
                plan.beside.subtitles = None;
                plan.burn = plan.burn.filter(|burn| matches!(burn, Burn::Track(_)));
                if matches!(plan.subtitles, Subtitles::File { .. }) {
                    plan.subtitles = Subtitles::Copy;
                }
            }
        });
    };
    let form = view! {
        {scope(studio)}
        {picker("studio-subtitles", t.subtitles_file, captions::ENDINGS, beside, pick, drawn(icons::CAPTIONS).into_any())}
        {live(move || {
            let rows = if beside().is_none() { captions::rows(studio) } else { Vec::new() };
            rows.into_iter().filter_map(|row| desk::file(row.id)).map(|file| {
                let name = (t.take)(file.name());
                wide(name, Icon::Open, Box::new(move || pick(Some(file.clone()))))
            }).collect::<Vec<AnyView>>()
        })}
        {shown(studio)}
        {group(t.in_video, view! {
            {choice(
                "studio-burn",
                t.burn,
                burnt,
                move || studio.plan.with(|plan| match plan.burn {
                    None => String::new(),
                    Some(Burn::Track(at)) => at.to_string(),
                    Some(Burn::File(_)) => "file".to_owned(),
                }),
                move |word| studio.edit("burn", |plan| plan.burn = match word.as_str() {
                    "file" => Some(Burn::File(0)),
                    word => word.parse().ok().map(Burn::Track),
                }),
            )}
            {when(
                move || studio.plan.with(|plan| plan.burn.is_some()),
                move || view! { <p class="hint">{t.burn_hint}</p> }.into_any(),
            )}
            {choice(
                "studio-carry",
                t.switchable,
                carried,
                move || studio.plan.with(|plan| match plan.subtitles {
                    Subtitles::None => "",
                    Subtitles::Copy => "copy",
                    Subtitles::File { .. } => "file",
                }.to_owned()),
                move |word| studio.edit("carry", |plan| plan.subtitles = match word.as_str() {
                    "copy" => Subtitles::Copy,
                    "file" => Subtitles::File { file: 0, language: None },
                    _ => Subtitles::None,
                }),
            )}
        })}
        {save(studio, tracks)}
    };
    let foot = view! {
        {applied(studio)}
        {remarks(studio)}
        {convert(studio)}
    };
    (form.into_any(), foot.into_any())
}

/// Whose are shown in the player.
fn shown(studio: Studio) -> AnyView {
    let t = words();
    let all = Memo::new(move |_| captions::all(studio));
    let options = move || {
        let names =
            all.get().into_iter().enumerate().map(|(at, (_, name))| Choice::new(at.to_string(), name));
        std::iter::once(Choice::new("", t.none)).chain(names).collect()
    };
    let now = move || {
        let whose = studio.captions.wish.with(|wish| wish.on).then(|| captions::chosen(studio)).flatten();
        let at = all.with(|all| all.iter().position(|one| Some(one.0) == whose));
        at.map(|at| at.to_string()).unwrap_or_default()
    };
    let choose = move |word: String| {
        let whose = word.parse::<usize>().ok().and_then(|at| all.with_untracked(|all| Some(all.get(at)?.0)));
        studio.captions.choose(whose);
    };
    when(
        move || all.with(|all| !all.is_empty()),
        move || choice("studio-shown", t.captions_of, options, now, choose),
    )
}

fn wide(name: String, sign: Icon, run: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" class="wide" on:click=move |_| run()>
            {icon(sign)}
            <span class="cut-off">{name}</span>
        </button>
    }
    .into_any()
}

fn save(studio: Studio, tracks: StoredValue<Vec<(u32, String)>>) -> AnyView {
    let t = words();
    let beside = move || studio.plan.with(|plan| plan.beside.subtitles.clone());
    let none =
        move || tracks.with_value(Vec::is_empty) && beside().is_none() && start::rows(studio).len() == 1;
    let button = |name: String, run: Box<dyn Fn()>| wide(name, Icon::Save, run);
    let format = move || {
        choice(
            "studio-text-format",
            t.format,
            || FORMATS.map(|(word, _)| Choice::new(word, word.to_ascii_uppercase())).into(),
            move || {
                let format = studio.forms.text.get();
                FORMATS.into_iter().find(|(_, one)| *one == format).map_or("srt", |(word, _)| word).to_owned()
            },
            move |word| {
                if let Some((_, format)) = FORMATS.into_iter().find(|(one, _)| *one == word) {
                    studio.forms.text.set(format);
                }
            },
        )
    };
    group(
        t.as_file,
        view! {
            {live(move || match none() {
                true => view! { <p class="hint">{t.no_subtitles}</p> }.into_any(),
                false => view! {
                    {format()}
                    {when(move || start::rows(studio).len() > 1, move || {
                        let name = (t.subtitles_all)(untrack(|| start::rows(studio)).len());
                        view! {
                            <button type="button" class="wide" id="studio-all-subtitles" on:click=move |_| start::all_subtitles(studio)>
                                {icon(Icon::Save)}
                                <span class="cut-off">{name}</span>
                            </button>
                        }.into_any()
                    })}
                    {tracks.get_value().into_iter().map(|(at, name)| {
                        button(name, Box::new(move || start::subtitles(studio, studio.file(), Some(at))))
                    }).collect_view()}
                    {beside().map(|name| button(name, Box::new(move || {
                        if let Some(file) = studio.files().into_iter().next() {
                            start::subtitles(studio, file, None);
                        }
                    })))}
                }
                .into_any(),
            })}
        },
    )
}

/// Picks a file beside the one that is open, or lets go of it.
pub fn picker(
    id: &'static str,
    name: &'static str,
    endings: &'static str,
    chosen: impl Fn() -> Option<String> + Copy + Send + Sync + 'static,
    pick: impl Fn(Option<File>) + Copy + Send + Sync + 'static,
    sign: AnyView,
) -> AnyView {
    let t = words();
    let node = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let Some(node) = node.get_untracked() else { return };
        let file = node.files().and_then(|files| files.get(0));
        if let Some(file) = file {
            pick(Some(File::from(file)));
        }
        // The same file can be picked again.
        node.set_value("");
    };
    view! {
        <div class="picker">
            <input node_ref=node type="file" class="hidden" id=id accept=endings tabindex="-1" aria-hidden="true" on:change=picked />
            <button
                type="button"
                class="wide"
                on:click=move |_| {
                    if let Some(node) = node.get_untracked() {
                        node.click();
                    }
                }
            >
                {sign}
                <span class="cut-off">{live(move || chosen().unwrap_or_else(|| name.to_owned()))}</span>
            </button>
            {when(
                move || chosen().is_some(),
                move || view! {
                    <button type="button" class="quiet icon-only" title=t.let_go aria-label=t.let_go on:click=move |_| pick(None)>
                        {icon(Icon::Close)}
                    </button>
                }.into_any(),
            )}
        </div>
    }
    .into_any()
}
