//! Icons that only the studio has: paths on the grid of the others. They travel with it.

pub const FRAME_BACK: &str = "M17 5v14L8 12zM5 5v14";
pub const FRAME_FORTH: &str = "M7 5v14l9-7zM19 5v14";
pub const MARK_IN: &str = "M10 4H6v16h4M20 12H11M14.5 8.5L11 12l3.5 3.5";
pub const MARK_OUT: &str = "M14 4h4v16h-4M4 12h9M9.5 8.5L13 12l-3.5 3.5";
pub const SPLIT: &str = "M12 3v18M8 8l-4 4 4 4M16 8l4 4-4 4";
pub const SCISSORS: &str = "M8.5 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM8.5 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM8.2 8L20 18.5M8.2 16L20 5.5";
pub const LOUD: &str = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11";
pub const MUTED: &str = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5";
pub const FULL: &str = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";
pub const SKIP: &str = "M3 12h6M15 12h6M9 7v10M15 7v10M11 12h.01M13 12h.01";
pub const ZOOM_IN: &str =
    "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20M10.5 7.5v6M7.5 10.5h6";
pub const ZOOM_OUT: &str = "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20M7.5 10.5h6";
pub const CONVERT: &str = "M4 9h13M13.5 5L17.5 9l-4 4M20 15H7M10.5 11L6.5 15l4 4";
pub const PICTURE: &str = "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h4M12 12h8M10 10v4";
pub const CAPTIONS: &str = "M3.5 5.5h17v13h-17zM7 14.5h4M13.5 14.5H17M7 11h6.5M16 11h1";
pub const MOVING: &str =
    "M3.5 5.5h17v13h-17zM10 10.2H8.2a1.8 1.8 0 0 0 0 3.6H10V12M12.7 10v4M15.5 14v-4H18M15.5 12.2h2";
pub const CAMERA: &str =
    "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM15.2 13.2a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0z";
pub const JOIN: &str = "M3.5 7h6v10h-6zM14.5 7h6v10h-6zM9.5 12h5M12.8 10.2L14.6 12l-1.8 1.8";
