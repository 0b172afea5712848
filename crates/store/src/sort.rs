//! One sort for all lists.
//!
//! The standard library's is made anew for each type and each order. Lists here are short and wait for disks and servers, so they
//! share one that sorts places: a dozen of the others weighed seven kilobytes in the storage worker.

use std::cmp::Ordering;

/// Sorts; what is equal stays in its order.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|one, other| compare(&items[one], &items[other]));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| taken[place].take()));
}

fn order(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for length in [0, 1, 2, 100] {
            let mut items: Vec<(usize, String)> = (0..length).map(|n| (n * 7 % 10, n.to_string())).collect();
            let mut known = items.clone();
            sort_by(&mut items, |one, other| other.0.cmp(&one.0));
            known.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
            assert_eq!(items, known);
        }
    }
}
