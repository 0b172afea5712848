//! What changes in a view, behind one type for each kind of answer.
//!
//! Leptos compiles an effect of its own for every closure in a view, some kilobytes each. Behind a box one effect
//! serves all closures that answer with the same type, which keeps the app small for every visitor.

use leptos::prelude::*;

/// A closure in a view, whatever it captures.
pub type Live<T> = Box<dyn FnMut() -> T + Send>;

/// Puts a closure behind its box.
pub fn live<T>(closure: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Box::new(closure)
}

/// Shows something while a test holds. It is made anew only when the answer changes.
pub fn when(
    test: impl Fn() -> bool + Send + Sync + 'static,
    then: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    either(test, then, || ().into_any())
}

/// Shows one thing while a test holds, and another one while it does not.
pub fn either(
    test: impl Fn() -> bool + Send + Sync + 'static,
    then: impl Fn() -> AnyView + Send + Sync + 'static,
    otherwise: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let test: Box<dyn Fn() -> bool + Send + Sync> = Box::new(test);
    let test = Memo::new(move |_| test());
    live(move || if test.get() { then() } else { otherwise() }).into_any()
}
