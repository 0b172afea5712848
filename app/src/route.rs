//! Where a person is: the part of the address after `#`.
//!
//! Hash routes need nothing from a server, so the same folder of files works on any host and under any path.
//! A recipe can travel in the query: `#/?r=…`.

/// A place in the Workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// The open files.
    Files,
    /// One file, before and after, by its number.
    View(u32),
    /// Pages of the open documents, arranged anew.
    Pages,
    /// A search over all open documents.
    Seek,
    /// Where files are kept. Which place and which folder, the rest of the address says: [`shelf`].
    Library,
    /// What the workers do.
    Jobs,
    /// What went over the network.
    Network,
    /// What this browser enforces.
    Privacy,
    /// What this is.
    About,
}

impl Route {
    /// The places of the navigation, in order.
    pub const PLACES: [Route; 6] =
        [Route::Files, Route::Library, Route::Jobs, Route::Network, Route::Privacy, Route::About];

    /// Reads a hash, with or without `#`. What is unknown leads home.
    pub fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').split('?').next().unwrap_or("").trim_matches('/');
        match path {
            "library" => Route::Library,
            "pages" => Route::Pages,
            "search" => Route::Seek,
            "jobs" => Route::Jobs,
            "network" => Route::Network,
            "privacy" => Route::Privacy,
            "about" => Route::About,
            _ if path.starts_with("library/") => Route::Library,
            _ => match path.strip_prefix("view/").and_then(|id| id.parse().ok()) {
                Some(id) => Route::View(id),
                None => Route::Files,
            },
        }
    }

    /// The hash that leads here.
    pub fn hash(self) -> String {
        match self {
            Route::Files => "#/".into(),
            Route::View(id) => format!("#/view/{id}"),
            Route::Pages => "#/pages".into(),
            Route::Seek => "#/search".into(),
            Route::Library => "#/library".into(),
            Route::Jobs => "#/jobs".into(),
            Route::Network => "#/network".into(),
            Route::Privacy => "#/privacy".into(),
            Route::About => "#/about".into(),
        }
    }
}

/// The place in the library that a hash names, and the folder in it: `browser/holiday/2026`, still packed.
pub fn shelf(hash: &str) -> Option<&str> {
    let path = hash.trim_start_matches('#').split('?').next()?.trim_matches('/');
    path.strip_prefix("library/")
}

/// The recipe in a hash, still packed.
pub fn recipe(hash: &str) -> Option<&str> {
    hash.split_once('?')?.1.split('&').find_map(|pair| pair.strip_prefix("r="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_leads_back_to_itself() {
        for route in Route::PLACES.into_iter().chain([Route::View(42), Route::Pages, Route::Seek]) {
            assert_eq!(Route::parse(&route.hash()), route);
        }
    }

    #[test]
    fn nonsense_leads_home() {
        for hash in ["", "#", "#/nowhere", "#/view/", "#/view/-1", "#/view/x"] {
            assert_eq!(Route::parse(hash), Route::Files);
        }
    }

    #[test]
    fn a_place_and_its_folder_follow_the_library() {
        assert_eq!(Route::parse("#/library/7f/a/b"), Route::Library);
        assert_eq!(shelf("#/library/7f/a%20b/c"), Some("7f/a%20b/c"));
        assert_eq!(shelf("#/library"), None);
        assert_eq!(Route::parse("#/librarything"), Route::Files);
    }

    #[test]
    fn a_recipe_travels_in_the_query() {
        assert_eq!(recipe("#/?r=eyJ9"), Some("eyJ9"));
        assert_eq!(recipe("#/?x=1&r=abc"), Some("abc"));
        assert_eq!(recipe("#/jobs"), None);
        assert_eq!(Route::parse("#/?r=abc"), Route::Files);
    }
}
