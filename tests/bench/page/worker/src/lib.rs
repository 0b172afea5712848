//! What is measured beside the Workbench's own workers: the same functions behind other libraries, and calls that only
//! a bench makes.

pub mod bulk;
pub mod gloo;
pub mod hostile;
