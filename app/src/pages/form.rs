//! The fields of the panel: a [`Wish`] that a person is about to write, with the name and the password beside it.

use document::edit::Edges;
use leptos::prelude::*;

use super::wish::Wish;

/// What a person enters.
#[derive(Clone, Copy)]
pub struct Form {
    pub name: RwSignal<String>,
    pub paper: RwSignal<String>,
    pub numbers: RwSignal<String>,
    pub head: RwSignal<String>,
    pub foot: RwSignal<String>,
    pub watermark: RwSignal<String>,
    pub sheet: RwSignal<String>,
    pub smaller: RwSignal<String>,
    pub quality: RwSignal<f64>,
    pub crop: RwSignal<Edges>,
    pub flatten: RwSignal<bool>,
    pub about: [RwSignal<String>; 4],
    pub password: RwSignal<String>,
    pub cut: RwSignal<String>,
    pub count: RwSignal<f64>,
    pub ranges: RwSignal<String>,
    pub format: RwSignal<String>,
    pub dots: RwSignal<String>,
}

impl Form {
    /// Nothing is wished yet.
    pub fn new(name: String) -> Form {
        let text = || RwSignal::new(String::new());
        let form = Form {
            name: RwSignal::new(name),
            paper: text(),
            numbers: text(),
            head: text(),
            foot: text(),
            watermark: text(),
            sheet: text(),
            smaller: text(),
            quality: RwSignal::default(),
            crop: RwSignal::default(),
            flatten: RwSignal::default(),
            about: [text(), text(), text(), text()],
            password: text(),
            cut: text(),
            count: RwSignal::default(),
            ranges: text(),
            format: text(),
            dots: text(),
        };
        form.write(Wish::default());
        form
    }

    /// What is wished now, tracked.
    pub fn wish(self) -> Wish {
        Wish {
            paper: self.paper.get(),
            numbers: self.numbers.get(),
            head: self.head.get(),
            foot: self.foot.get(),
            watermark: self.watermark.get(),
            sheet: self.sheet.get(),
            smaller: self.smaller.get(),
            quality: self.quality.get(),
            crop: self.crop.get(),
            flatten: self.flatten.get(),
            about: self.about.map(|text| text.get()),
            cut: self.cut.get(),
            count: self.count.get(),
            ranges: self.ranges.get(),
            format: self.format.get(),
            dots: self.dots.get(),
        }
    }

    /// Fills in a wish.
    pub fn write(self, wish: Wish) {
        // Pictures are laid anew on another paper, so it is set only where it is another.
        if self.paper.with_untracked(|paper| *paper != wish.paper) {
            self.paper.set(wish.paper);
        }
        self.numbers.set(wish.numbers);
        self.head.set(wish.head);
        self.foot.set(wish.foot);
        self.watermark.set(wish.watermark);
        self.sheet.set(wish.sheet);
        self.smaller.set(wish.smaller);
        self.quality.set(wish.quality);
        self.crop.set(wish.crop);
        self.flatten.set(wish.flatten);
        self.about.into_iter().zip(wish.about).for_each(|(field, text)| field.set(text));
        self.cut.set(wish.cut);
        self.count.set(wish.count);
        self.ranges.set(wish.ranges);
        self.format.set(wish.format);
        self.dots.set(wish.dots);
    }
}
