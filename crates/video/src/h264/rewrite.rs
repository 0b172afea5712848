//! A slice with another head: its data moves by some bits and stays what it is.

use super::Pps;
use super::bits::{Writer, bare, end};
use super::slice::{Operation, Slice};

/// What the head of a slice says instead.
pub(super) struct Head<'a> {
    /// The first byte of the unit.
    pub unit: u8,
    /// Which picture parameter set it refers to.
    pub pps: u32,
    /// `frame_num`, and how many bits it has.
    pub number: (u32, u32),
    /// The order of output, and how many bits it has; `None` to keep what is told of it.
    pub order: Option<(u32, u32)>,
    /// What becomes of the pictures that are kept.
    pub marking: Marking<'a>,
}

/// What a head says of the pictures that are kept.
#[derive(Clone, Copy)]
pub(super) enum Marking<'a> {
    /// What it said.
    Same,
    /// Nothing, as a picture that is not kept itself.
    Silent,
    /// The oldest goes.
    Oldest,
    /// These operations.
    List(&'a [Operation]),
}

/// Writes a unit with this head. A key with which everything began anew becomes another key where the head says so.
pub(super) fn rewrite(unit: &[u8], slice: &Slice, (pps, bits): (&Pps, u32), head: &Head) -> Option<Vec<u8>> {
    let bytes = bare(unit.get(1..)?);
    let [id, order, marking] = slice.spans.clone();
    let mut out = Writer::default();
    out.copy(&bytes, 0..id.start);
    out.unsigned(head.pps);
    out.copy(&bytes, id.end..slice.number_at);
    let (number, width) = head.number;
    out.put(number, width);
    // The number of such a key falls away with it.
    if unit[0] & 31 != 5 || head.unit & 31 == 5 {
        out.copy(&bytes, slice.number_at + bits as usize..order.start);
    }
    match head.order {
        Some((order, bits)) => {
            out.put(order, bits);
            if pps.bottom && slice.order.is_none() {
                // No distance between the fields.
                out.unsigned(0);
            }
        }
        None => out.copy(&bytes, order.clone()),
    }
    out.copy(&bytes, order.end..marking.start);
    match head.marking {
        Marking::Same => out.copy(&bytes, marking.clone()),
        Marking::Silent => {}
        Marking::Oldest => out.bit(false),
        Marking::List(list) => operations(&mut out, list),
    }
    out.copy(&bytes, marking.end..slice.data);
    if pps.arithmetic {
        out.align(true);
        out.bytes(bytes.get(slice.data.div_ceil(8)..)?);
    } else {
        out.copy(&bytes, slice.data..end(&bytes)?);
        out.bit(true);
    }
    Some(out.finish(head.unit))
}

/// What becomes of pictures that are kept (7.3.3.3).
fn operations(out: &mut Writer, list: &[Operation]) {
    out.bit(true);
    for (operation, numbers) in list {
        out.unsigned(*operation);
        let count = match operation {
            3 => 2,
            1 | 2 | 4 | 6 => 1,
            _ => 0,
        };
        numbers[..count].iter().for_each(|number| out.unsigned(*number));
    }
    out.unsigned(0);
}
