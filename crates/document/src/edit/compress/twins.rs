//! Streams that are there more than once, in one file or in several: such as the font that each of them brings.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::super::arrange::Origin;
use crate::Result;
use crate::cos::{Copy, Id, Object, Stream, Writer, print};

/// What is smaller than this is not worth a look.
const LEAST: usize = 128;

/// Gives streams that are the same one name.
pub(crate) fn share(
    origins: &[Origin],
    copies: &mut [Copy],
    writer: &mut Writer,
    step: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
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
    let mut twins: Vec<_> = twins.into_iter().collect();
    twins.sort();
    for ((file, number), (known_file, known)) in twins {
        let new = copies[known_file].object(&known.into(), writer);
        if let Some(new) = new.as_ref() {
            copies[file].place(Id { number, generation: 0 }, new);
        }
    }
    Ok(())
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
