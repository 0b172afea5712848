//! Streams that are there more than once, in one file or in several: such as the font that each of them brings.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::super::arrange::Origin;
use super::Shown;
use crate::Result;
use crate::cos::{Copy, Id, Object, Stream, Twin, print};

/// What is smaller than this is not worth a look.
const LEAST: usize = 128;

/// Streams that are the same: their files and numbers.
pub(crate) type Twins = Vec<Vec<(usize, u32)>>;

/// Has streams that are the same written once. What nobody reaches is not written for being there twice.
pub(crate) fn share(
    origins: &[Origin],
    copies: &mut [Copy],
    step: &mut dyn FnMut() -> Result<()>,
) -> Result<Twins> {
    let mut first: HashMap<[u8; 32], (usize, Id)> = HashMap::new();
    let mut twins: HashMap<(usize, u32), (usize, Id)> = HashMap::new();
    // Streams that refer to others are compared when it is known which of those are the same.
    for refers in [false, true] {
        for (file, origin) in origins.iter().enumerate() {
            for number in 1..origin.document.size() {
                let id = Id { number, generation: 0 };
                let Object::Stream(stream) = origin.document.load(id)? else { continue };
                if stream.dict.is("ObjStm") || stream.dict.is("XRef") || copies[file].placed(id).is_some() {
                    continue;
                }
                step()?;
                let Some(hash) = hash(origin, file, &stream, &twins, refers)? else { continue };
                match first.get(&hash) {
                    Some(known) => {
                        twins.insert((file, number), *known);
                    }
                    None => {
                        first.insert(hash, (file, id));
                    }
                }
            }
        }
    }
    let mut groups: BTreeMap<(usize, u32), Vec<(usize, u32)>> = BTreeMap::new();
    for (own, (file, first)) in twins {
        let first = (file, first.number);
        groups.entry(first).or_insert_with(|| vec![first]).push(own);
    }
    for group in groups.values() {
        let twin = Twin::default();
        for (file, number) in group {
            copies[*file].share(Id { number: *number, generation: 0 }, twin.clone());
        }
    }
    Ok(groups.into_values().collect())
}

/// Pictures that are the same are seen as large as the largest of them is.
pub(crate) fn even(origins: &mut [Origin], twins: &Twins) {
    for group in twins {
        let shown =
            |(file, number): &(usize, u32)| origins[*file].smaller.as_ref()?.shown.get(number).copied();
        let Some(largest) = group.iter().filter_map(shown).reduce(|one, other| Shown {
            width: one.width.max(other.width),
            height: one.height.max(other.height),
            mask: one.mask && other.mask,
        }) else {
            continue;
        };
        for (file, number) in group {
            let shown = origins[*file].smaller.as_mut().and_then(|smaller| smaller.shown.get_mut(number));
            shown.into_iter().for_each(|shown| *shown = largest);
        }
    }
}

fn hash(
    origin: &Origin,
    file: usize,
    stream: &Stream,
    twins: &HashMap<(usize, u32), (usize, Id)>,
    refers: bool,
) -> Result<Option<[u8; 32]>> {
    let mut dict = stream.dict.clone();
    dict.remove("Length");
    let mut any = false;
    let dict = known(&dict.into(), file, twins, &mut any);
    if any != refers {
        return Ok(None);
    }
    let bytes = origin.document.raw(stream)?;
    if bytes.len() < LEAST {
        return Ok(None);
    }
    let mut head = Vec::new();
    print(&dict, &mut head);
    let mut hash = Sha256::new();
    hash.update((head.len() as u64).to_le_bytes());
    hash.update(head);
    hash.update(bytes);
    Ok(Some(hash.finalize().into()))
}

/// An object with one name for what is the same, and different ones for what is not.
fn known(object: &Object, file: usize, twins: &HashMap<(usize, u32), (usize, Id)>, any: &mut bool) -> Object {
    match object {
        Object::Ref(id) => {
            *any = true;
            let (file, id) = twins.get(&(file, id.number)).copied().unwrap_or((file, *id));
            Object::array([Object::name("Of"), Object::Int(file as i64), Object::Int(id.number.into())])
        }
        Object::Array(items) => Object::array(items.iter().map(|item| known(item, file, twins, any))),
        Object::Dict(dict) => {
            let mut dict = (**dict).clone();
            for (_, value) in dict.iter_mut() {
                *value = known(value, file, twins, any);
            }
            dict.into()
        }
        other => other.clone(),
    }
}
