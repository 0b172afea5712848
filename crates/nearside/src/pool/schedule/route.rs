//! Where the calls of a path go, and how long they run. Calls of one path share it, so that a call copies no names.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::module::{Module, ModuleId};

/// A path is quick when its calls run shorter than this, in milliseconds, on the average of the last ones.
const QUICK: f64 = 1.0;
/// How many calls it takes to know.
const KNOWN: u32 = 3;
/// How many of the last calls the average looks back on.
const LAST: u32 = 16;

pub(super) struct Route {
    pub module: ModuleId,
    pace: Cell<Pace>,
}

#[derive(Clone, Copy, Default)]
struct Pace {
    calls: u32,
    run: f64,
}

impl Route {
    /// A call has run for so many milliseconds.
    pub fn ran(&self, run: f64) {
        let mut pace = self.pace.get();
        pace.calls = pace.calls.saturating_add(1);
        pace.run += (run - pace.run) / f64::from(pace.calls.min(LAST));
        self.pace.set(pace);
    }

    pub fn is_quick(&self) -> bool {
        let pace = self.pace.get();
        pace.calls >= KNOWN && pace.run < QUICK
    }

    /// How long a call runs on the average of the last ones.
    pub fn run(&self) -> f64 {
        self.pace.get().run
    }
}

/// All routes, by path, and gate where there is one.
#[derive(Default)]
pub(super) struct Routes(FxHashMap<Box<str>, Rc<Route>>);

impl Routes {
    pub fn of(&mut self, path: &str, gate: Option<&str>, modules: &mut Vec<Module>) -> Rc<Route> {
        let key: Cow<str> = gate.map_or(path.into(), |gate| format!("{path} {gate}").into());
        if let Some(route) = self.0.get(key.as_ref()) {
            return route.clone();
        }
        let name = module_of(path, gate);
        let module = modules.iter().position(|module| module.name == name).unwrap_or_else(|| {
            modules.push(Module::new(name));
            modules.len() - 1
        });
        let route = Rc::new(Route { module, pace: Cell::default() });
        self.0.insert(key.into(), route.clone());
        route
    }
}

/// Workers of one engine behind different gates are different workers: `store`, `store https://a.example`.
fn module_of(path: &str, gate: Option<&str>) -> Rc<str> {
    let engine = path.split('/').next().unwrap_or_default();
    gate.map_or_else(|| engine.into(), |gate| format!("{engine} {gate}").into())
}

/// The engine and the gate of a module.
pub(crate) fn parts_of(module: &str) -> (&str, Option<&str>) {
    module.split_once(' ').map_or((module, None), |(engine, gate)| (engine, Some(gate)))
}
