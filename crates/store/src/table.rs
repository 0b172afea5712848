//! Tables and sets in the order of their keys, each in one piece of memory.
//!
//! Most here hold a dozen things, and those that grow are made at once or grow at their end. The trees of the standard library, made anew for each type
//! of key and value, were a fifteenth of the storage worker.

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};

use crate::sort_by;

/// Values by their keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Table<K, V>(Vec<(K, V)>);

/// Keys, each once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Set<K>(Table<K, ()>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Table<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| &mut self.0[at].1)
    }

    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value in; what was there before comes out.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|at| self.0.remove(at).1)
    }

    /// The value of a key; one is made if there is none.
    pub fn at(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let at = self.find(&key).unwrap_or_else(|at| {
            self.0.insert(at, (key, V::default()));
            at
        });
        &mut self.0[at].1
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Those behind all that are `before`.
    pub fn past(&self, before: impl Fn(&K) -> bool) -> impl Iterator<Item = (&K, &V)> {
        self.0[self.0.partition_point(|(key, _)| before(key))..].iter().map(|(key, value)| (key, value))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut pairs: Vec<(K, V)> = pairs.into_iter().collect();
        // Of those with the same key the last one stays, as if they had been put in one by one.
        pairs.reverse();
        sort_by(&mut pairs, |(one, _), (other, _)| one.cmp(other));
        pairs.dedup_by(|one, other| one.0 == other.0);
        Self(pairs)
    }
}

impl<K, V> IntoIterator for Table<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self(Table::default())
    }
}

impl<K: Ord> Set<K> {
    pub fn contains(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// Whether it is new.
    pub fn insert(&mut self, key: K) -> bool {
        self.0.insert(key, ()).is_none()
    }

    /// Whether it was there.
    pub fn remove(&mut self, key: &K) -> bool {
        self.0.remove(key).is_some()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.keys()
    }

    pub fn last(&self) -> Option<&K> {
        self.iter().next_back()
    }

    pub fn len(&self) -> usize {
        self.0.0.len()
    }

    pub fn extend(&mut self, keys: impl IntoIterator<Item = K>) {
        for key in keys {
            self.insert(key);
        }
    }
}

impl<K: Ord> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key, ())).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_is_in_the_order_of_its_keys_and_holds_each_once() {
        let (mut table, mut tree) = (Table::default(), BTreeMap::new());
        let mut dice = 7u32;
        for n in 0..2000 {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = dice >> 26;
            match n % 3 {
                0 => assert_eq!(table.remove(&key), tree.remove(&key)),
                1 => *table.at(key) = n,
                _ => assert_eq!(table.insert(key, n), tree.insert(key, n)),
            }
            if n % 3 == 1 {
                tree.insert(key, n);
            }
            assert_eq!(table.get(&key), tree.get(&key));
        }
        assert!(table.iter().eq(&tree));
        assert_eq!(table.keys().copied().collect::<Set<u32>>().last(), tree.keys().last());
    }

    #[test]
    fn of_the_same_key_the_last_value_stays() {
        let pairs = [(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (2, 'e')];
        let tree: BTreeMap<u32, char> = pairs.into();
        assert!(pairs.into_iter().collect::<Table<u32, char>>().iter().eq(&tree));
    }

    #[test]
    fn it_is_kept_as_a_map_was() {
        let tree: BTreeMap<u32, (u64, u64)> = [(3, (1, 2)), (1, (5, 6))].into();
        let table: Table<u32, (u64, u64)> = tree.clone().into_iter().collect();
        let bytes = postcard::to_allocvec(&tree).unwrap();
        assert_eq!(postcard::to_allocvec(&table).unwrap(), bytes);
        assert_eq!(postcard::from_bytes::<Table<u32, (u64, u64)>>(&bytes).unwrap(), table);
    }
}
