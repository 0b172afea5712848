//! What is done with open files: the list, the settings, the view. Documents and video will join here.

pub mod bar;
mod cropping;
pub mod empty;
pub mod file;
pub mod files;
pub mod preset;
pub mod preview;
pub mod resize;
pub mod settings;
pub mod shape;
pub mod shot;
