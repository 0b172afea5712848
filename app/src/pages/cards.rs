//! The order of the pages, as a value: what people do to it makes another one, so undo keeps the old.

use std::collections::BTreeSet;

use document::edit::{Leaf, Plan};

/// The row of a page that is of no document: a blank one.
pub const BLANK: u32 = u32::MAX;

/// A page that the new document will have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Its number on the board, which no other page ever has.
    pub key: u32,
    /// The row of the desk whose document it is of, or [`BLANK`].
    pub row: u32,
    /// Which page of that, from 0.
    pub page: u32,
    /// Quarters of a turn to the right.
    pub turn: i32,
    /// Width and height in points, before the turn.
    pub size: (f32, f32),
}

impl Card {
    /// Width and height as it is turned.
    pub fn lying(&self) -> (f32, f32) {
        if self.turn % 2 == 0 { self.size } else { (self.size.1, self.size.0) }
    }
}

/// The chosen cards, in their order, put before the card that is at `to` now.
pub fn moved(cards: &[Card], chosen: &BTreeSet<u32>, to: usize) -> Vec<Card> {
    let is_chosen = |card: &&Card| chosen.contains(&card.key);
    let rest = |part: &[Card]| part.iter().filter(|card| !is_chosen(card)).copied().collect::<Vec<_>>();
    let to = to.min(cards.len());
    let mut order = rest(&cards[..to]);
    order.extend(cards.iter().filter(is_chosen));
    order.extend(rest(&cards[to..]));
    order
}

/// The chosen cards one place on (or back), together; at the end they stay.
pub fn nudged(cards: &[Card], chosen: &BTreeSet<u32>, forth: bool) -> Vec<Card> {
    let mut places = (0..cards.len()).filter(|at| chosen.contains(&cards[*at].key));
    let (Some(first), last) = (places.next(), places.next_back()) else { return cards.to_vec() };
    let last = last.unwrap_or(first);
    match forth {
        true => moved(cards, chosen, (last + 2).min(cards.len())),
        false => moved(cards, chosen, first.saturating_sub(1)),
    }
}

/// The cards with one more behind the last chosen one, or at the end.
pub fn with_blank(cards: &[Card], chosen: &BTreeSet<u32>, key: u32) -> Vec<Card> {
    let at = cards.iter().rposition(|card| chosen.contains(&card.key)).map_or(cards.len(), |at| at + 1);
    let like = at.checked_sub(1).and_then(|before| cards.get(before));
    // It lies as the page before it does.
    let size = like.map_or((595.0, 842.0), |card| card.lying());
    let mut all = cards.to_vec();
    all.insert(at, Card { key, row: BLANK, page: 0, turn: 0, size });
    all
}

/// The cards of each document by itself, in the order in which the documents come. A blank page stays with the page before it.
pub fn apart(cards: &[Card]) -> Vec<Vec<Card>> {
    let mut documents: Vec<(u32, Vec<Card>)> = Vec::new();
    let mut last = cards.iter().map(|card| card.row).find(|row| *row != BLANK).unwrap_or(BLANK);
    for card in cards {
        last = if card.row == BLANK { last } else { card.row };
        match documents.iter_mut().find(|(row, _)| *row == last) {
            Some((_, others)) => others.push(*card),
            None => documents.push((last, vec![*card])),
        }
    }
    documents.into_iter().map(|(_, cards)| cards).collect()
}

/// The rows that the cards are of, in the order in which they come, and the plan that names them by their place.
pub fn plan(cards: &[Card]) -> (Vec<u32>, Plan) {
    let mut rows: Vec<u32> = Vec::new();
    let pages = cards.iter().map(|card| {
        if card.row == BLANK {
            let (width, height) = card.lying();
            return Leaf::Blank { width, height };
        }
        let known = rows.iter().position(|row| *row == card.row);
        let file = known.unwrap_or_else(|| {
            rows.push(card.row);
            rows.len() - 1
        });
        Leaf::Page { file, page: card.page, turn: card.turn.rem_euclid(4) }
    });
    let pages = pages.collect();
    (rows, Plan { pages, ..Plan::default() })
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Card, Leaf, apart, moved, nudged, plan, with_blank};

    fn cards(keys: &[u32]) -> Vec<Card> {
        keys.iter()
            .map(|key| Card { key: *key, row: key / 10, page: *key, turn: 0, size: (1.0, 1.0) })
            .collect()
    }

    fn keys(cards: Vec<Card>) -> Vec<u32> {
        cards.into_iter().map(|card| card.key).collect()
    }

    #[test]
    fn chosen_pages_come_together_where_they_are_dropped() {
        let (all, chosen) = (cards(&[0, 1, 2, 3, 4]), BTreeSet::from([1, 3]));
        assert_eq!(keys(moved(&all, &chosen, 0)), [1, 3, 0, 2, 4]);
        assert_eq!(keys(moved(&all, &chosen, 3)), [0, 2, 1, 3, 4]);
        assert_eq!(keys(moved(&all, &chosen, 9)), [0, 2, 4, 1, 3]);
    }

    #[test]
    fn a_nudge_stops_at_the_ends() {
        let (all, chosen) = (cards(&[0, 1, 2, 3]), BTreeSet::from([2]));
        assert_eq!(keys(nudged(&all, &chosen, true)), [0, 1, 3, 2]);
        assert_eq!(keys(nudged(&all, &chosen, false)), [0, 2, 1, 3]);
        assert_eq!(keys(nudged(&all, &BTreeSet::from([3]), true)), [0, 1, 2, 3]);
        assert_eq!(keys(nudged(&all, &BTreeSet::from([0]), false)), [0, 1, 2, 3]);
    }

    #[test]
    fn documents_are_told_apart_with_their_pages_in_order() {
        let documents = apart(&cards(&[11, 2, 12, 1, 30]));
        let keys: Vec<Vec<u32>> = documents.into_iter().map(keys).collect();
        assert_eq!(keys, [vec![11, 12], vec![2, 1], vec![30]]);
    }

    #[test]
    fn a_blank_page_lies_as_the_one_before_it_and_stays_with_it() {
        let mut all = cards(&[11, 2]);
        (all[0].size, all[0].turn) = ((10.0, 20.0), 1);
        let all = with_blank(&all, &BTreeSet::from([11]), 50);
        assert_eq!(keys(all.clone()), [11, 50, 2]);
        let (rows, plan) = plan(&all);
        assert_eq!((rows, &plan.pages[1]), (vec![1, 0], &Leaf::Blank { width: 20.0, height: 10.0 }));
        let apart: Vec<Vec<u32>> = apart(&all).into_iter().map(keys).collect();
        assert_eq!(apart, [vec![11, 50], vec![2]]);
        assert_eq!(with_blank(&[], &BTreeSet::new(), 3)[0].size, (595.0, 842.0));
    }

    #[test]
    fn a_plan_names_each_file_once() {
        let (rows, plan) = plan(&cards(&[11, 2, 12]));
        assert_eq!(rows, [1, 0]);
        let files: Vec<usize> = plan
            .pages
            .iter()
            .map(|leaf| if let Leaf::Page { file, .. } = leaf { *file } else { 9 })
            .collect();
        assert_eq!(files, [0, 1, 0]);
    }
}
