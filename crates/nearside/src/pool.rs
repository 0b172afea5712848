//! The page's end: which worker does what, when.

use std::rc::Rc;

use crate::Service;

mod schedule;

/// Who answers a job that names nobody.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn default_service() -> Rc<dyn Service> {
    Rc::new(crate::Calls::default())
}
