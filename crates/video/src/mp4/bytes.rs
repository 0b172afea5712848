//! Numbers and boxes out of bytes that may end anywhere.
//!
//! Every read can fail, so none can panic; and what is read are slices, so nothing is allocated because a file says so.

/// Bytes that are read from the front.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.first_chunk().copied()
    }

    pub fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u24(&mut self) -> Option<u32> {
        self.array::<3>().map(|[a, b, c]| u32::from_be_bytes([0, a, b, c]))
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn i32(&mut self) -> Option<i32> {
        self.array().map(i32::from_be_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// Eight bytes in version 1 of a box, four in version 0.
    pub fn wide(&mut self, version: u8) -> Option<u64> {
        if version == 1 { self.u64() } else { self.u32().map(u64::from) }
    }

    /// The version and flags that a full box begins with.
    pub fn full(&mut self) -> Option<(u8, u32)> {
        Some((self.u8()?, self.u24()?))
    }
}

/// What a box is called.
pub(super) type Name = [u8; 4];

/// A box in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boxed<'a> {
    pub name: Name,
    /// With its head.
    pub whole: &'a [u8],
    pub body: &'a [u8],
}

/// The boxes that follow each other in these bytes. One that claims to be longer than they are ends with them.
pub(super) fn boxes(bytes: &[u8]) -> impl Iterator<Item = Boxed<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let mut head = Bytes(rest);
        let (size, name) = (head.u32()?, head.array()?);
        let size = match size {
            0 => rest.len(),
            1 => usize::try_from(head.u64()?).ok()?,
            size => size as usize,
        };
        let start = rest.len() - head.0.len();
        if size < start {
            return None;
        }
        let (whole, after) = rest.split_at(size.min(rest.len()));
        rest = after;
        Some(Boxed { name, whole, body: &whole[start..] })
    })
}

/// The body of the first box of this name.
pub(super) fn child<'a>(bytes: &'a [u8], name: &Name) -> Option<&'a [u8]> {
    boxes(bytes).find(|found| found.name == *name).map(|found| found.body)
}

/// The body of a box in a box in a box.
pub(super) fn path<'a>(bytes: &'a [u8], names: &[&Name]) -> Option<&'a [u8]> {
    names.iter().try_fold(bytes, |bytes, name| child(bytes, name))
}

/// The body of a full box: its version, its flags and what follows.
pub(super) fn full<'a>(bytes: &'a [u8], name: &Name) -> Option<(u8, u32, Bytes<'a>)> {
    let mut body = Bytes(child(bytes, name)?);
    let (version, flags) = body.full()?;
    Some((version, flags, body))
}

/// A table with a count before it: at most as many rows of so many bytes as lie in the box.
pub(super) fn rows(mut body: Bytes<'_>, width: usize) -> &[u8] {
    let Some(count) = body.u32() else { return &[] };
    let fits = (count as usize).min(body.0.len() / width);
    &body.0[..fits * width]
}
