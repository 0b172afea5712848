//! Icons: one path each on a grid of 24, drawn as lines in the colour of the text.

use leptos::prelude::*;

/// An icon, called by what it looks like or stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Plus,
    Folder,
    Spark,
    Close,
    Save,
    Zip,
    Undo,
    Redo,
    Check,
    Trash,
    Lock,
    Key,
    Link,
    Star,
    Right,
    Left,
    Fit,
    Actual,
    Picture,
    Chip,
    Globe,
    Info,
    Sun,
    Moon,
    Keyboard,
    Search,
    Sliders,
    Warn,
    TurnLeft,
    TurnRight,
    FlipAcross,
    FlipDown,
    Reset,
    Crop,
    File,
    Film,
    Sound,
    Document,
    Table,
    Pages,
    Browser,
    Bucket,
    Open,
    Copy,
    Move,
    Pencil,
    Clock,
    Pause,
    Play,
    Up,
    Shelf,
}

impl Icon {
    /// Its path.
    pub const fn path(self) -> &'static str {
        match self {
            Icon::Plus => "M12 5v14M5 12h14",
            Icon::Folder => "M3 7a2 2 0 0 1 2-2h4l2 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
            Icon::Spark => {
                "M4 12a8 8 0 0 1 13.7-5.7L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.7 5.7L4 15.5M4 20v-4.5h4.5"
            }
            Icon::Close => "M6 6l12 12M18 6L6 18",
            Icon::Save => "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19h14",
            Icon::Zip => "M5 4h14v16H5zM12 4v3M12 9v2M12 13v3",
            Icon::Undo => "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
            Icon::Redo => "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
            Icon::Check => "M5 12.5l4.5 4.5L19 7.5",
            Icon::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
            Icon::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Icon::Key => "M10.5 13L19 4.5M15 8.5l3 3M4.5 15.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0",
            Icon::Link => {
                "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"
            }
            Icon::Star => "M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.7-5 2.7 1.1-5.5L4 9.7 9.6 9z",
            Icon::Right => "M9 5l7 7-7 7",
            Icon::Left => "M15 5l-7 7 7 7",
            Icon::Fit => "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
            Icon::Actual => "M6 8l2.5-2v12M16 8l2.5-2v12M12.5 10v.01M12.5 15v.01",
            Icon::Picture => "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.01",
            Icon::Chip => "M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4",
            Icon::Globe => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3.5 6 3.5 9S15 18 12 21c-3-3-3.5-6-3.5-9S9 6 12 3z"
            }
            Icon::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.01",
            Icon::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Icon::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
            Icon::Keyboard => "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M17.5 10v.01M7.5 14h9",
            Icon::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
            Icon::Sliders => "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
            Icon::Warn => "M12 4L2.5 20h19zM12 10v4.5M12 17v.01",
            Icon::TurnLeft => "M4 4v5h5M4.5 9A8 8 0 1 1 4 14",
            Icon::TurnRight => "M20 4v5h-5M19.5 9A8 8 0 1 0 20 14",
            Icon::FlipAcross => "M12 3v18M9 7L4 17h5zM15 7l5 10h-5z",
            Icon::Crop => "M7 3v14h14M3 7h14v14",
            Icon::Reset => "M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5",
            Icon::File => "M6 3h8l5 5v13H6zM14 3v5h5",
            Icon::Film => "M4 5h16v14H4zM8 5v14M16 5v14M4 9.7h4M4 14.3h4M16 9.7h4M16 14.3h4",
            Icon::Sound => {
                "M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"
            }
            Icon::Pages => "M4 4h7v9H4zM13 4h7v9h-7zM7 16v4M4 18h6M13 18h7M17 16l3 2-3 2",
            Icon::Table => "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
            Icon::Document => "M6 3h8l5 5v13H6zM14 3v5h5M9 12h7M9 16h7",
            Icon::Browser => "M3 5h18v14H3zM3 9h18M6 7v.01M8.5 7v.01",
            Icon::Bucket => {
                "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6l2 13c.2 1 2.8 2 6 2s5.8-1 6-2l2-13"
            }
            Icon::Open => "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
            Icon::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Icon::Move => {
                "M3 7a2 2 0 0 1 2-2h4l2 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM9 13h6M12.5 10l3 3-3 3"
            }
            Icon::Pencil => "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3",
            Icon::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
            Icon::Pause => "M8 5v14M16 5v14",
            Icon::Play => "M7 4.5v15l12-7.5z",
            Icon::Up => "M12 19V5M6 11l6-6 6 6",
            Icon::Shelf => "M5 4v16M9 4v16M13 5l5 15M3 20h18",
            Icon::FlipDown => "M3 12h18M7 9L17 4v5zM7 15l10 5v-5z",
        }
    }
}

/// Draws an icon. It says nothing to screen readers: the control that it stands in has words.
pub fn icon(icon: Icon) -> impl IntoView {
    drawn(icon.path())
}

/// Draws a path on the grid of the icons.
pub fn drawn(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}
