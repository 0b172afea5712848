//! Time and chance, handed in, so that tests have none.

use async_trait::async_trait;

/// What a layer that waits needs to know of the world.
#[async_trait(?Send)]
pub trait Clock {
    /// Comes back after so many milliseconds.
    async fn sleep(&self, millis: f64);

    /// A number from 0 up to 1, another one each time.
    fn chance(&self) -> f64;
}

#[async_trait(?Send)]
impl<C: Clock + ?Sized> Clock for std::rc::Rc<C> {
    async fn sleep(&self, millis: f64) {
        (**self).sleep(millis).await;
    }

    fn chance(&self) -> f64 {
        (**self).chance()
    }
}

/// The browser's timer and dice.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = setTimeout)]
        pub fn set_timeout(then: &JsValue, wait: f64) -> JsValue;
    }
}

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Clock for Browser {
    async fn sleep(&self, millis: f64) {
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            browser::set_timeout(&resolve, millis);
        });
        // A timer's promise never rejects.
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    }

    fn chance(&self) -> f64 {
        js_sys::Math::random()
    }
}
