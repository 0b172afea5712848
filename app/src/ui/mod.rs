//! Controls: native elements with our look. Fifteen of them do for the whole app.

pub mod button;
pub mod compare;
pub mod dialog;
pub mod drop;
pub mod field;
pub mod frame;
pub mod icon;
pub mod lazy;
pub mod live;
pub mod name;
pub mod palette;
pub mod toast;
