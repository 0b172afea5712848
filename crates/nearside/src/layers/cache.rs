//! Replies that are already known.
//!
//! A call is a pure function of its arguments, so its path and arguments are the key. A file is known by what the
//! browser says of it (name, size, date); one without a date, which may change under the same name, is not cached.

use std::cell::RefCell;
use std::rc::Rc;

use crate::wire::Parcel;
use crate::{Answer, Call, Service};

use super::Inner;

type Known = Rc<RefCell<Vec<(String, Parcel)>>>;

/// See [`cache`](super::ServiceExt::cache).
#[derive(Clone)]
pub struct Cache<S> {
    inner: Inner<S>,
    most: usize,
    exact: Rc<dyn Fn(&Call) -> bool>,
    /// The one used last is the last.
    known: Known,
}

impl<S> Cache<S> {
    pub(super) fn new(inner: S, most: usize, exact: impl Fn(&Call) -> bool + 'static) -> Self {
        Self { inner: Inner::new(inner), most: most.max(1), exact: Rc::new(exact), known: Known::default() }
    }

    fn recall(&self, key: &str) -> Option<Parcel> {
        let mut known = self.known.borrow_mut();
        let at = known.iter().position(|(known, _)| known == key)?;
        let entry = known.remove(at);
        let reply = entry.1.clone();
        known.push(entry);
        Some(reply)
    }
}

impl<S: Service + 'static> Service for Cache<S> {
    fn call(&self, call: Call) -> Answer {
        let key = Some(&call).filter(|call| call.watch.parts.is_none() && (self.exact)(call)).and_then(key);
        let Some(key) = key else { return self.inner.call(call) };
        if let Some(reply) = self.recall(&key) {
            return Box::pin(std::future::ready(Ok(reply)));
        }
        let (inner, known, most) = (self.inner.clone(), self.known.clone(), self.most);
        Box::pin(async move {
            let reply = inner.call(call).await?;
            let mut known = known.borrow_mut();
            known.retain(|(known, _)| *known != key);
            if known.len() == most {
                known.remove(0);
            }
            known.push((key, reply.clone()));
            Ok(reply)
        })
    }
}

fn key(call: &Call) -> Option<String> {
    let mut key = format!("{}#{}({})", call.path, call.signature, call.args.text);
    for file in &call.args.files {
        let (name, size, modified) = (file.name(), file.size(), file.modified()?);
        key += &format!("|{name}:{size}:{modified}");
    }
    Some(key)
}
