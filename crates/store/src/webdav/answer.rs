//! What a WebDAV server says: `multistatus` documents.

use crate::address::unescape;
use crate::http::xml::Node;
use crate::http::{date, xml};
use crate::{Entry, Path, Result};

/// What is asked of each file.
pub(super) const ASK: &str = concat!(
    r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>"#,
    "<resourcetype/><getcontentlength/><getlastmodified/><getetag/></prop></propfind>"
);

/// What a server said of the folder or file `path`, which is at `route` there: of itself, and of what is in it.
///
/// Which of the answers is the folder itself is told by its address; behind a proxy that rewrites addresses, by its being the
/// shortest.
pub(super) fn entries(
    who: &str,
    text: &str,
    path: &Path,
    route: &str,
) -> Result<(Option<Entry>, Vec<Entry>)> {
    let document = xml::parse(who, text)?;
    let found: Vec<(String, Node<'_>)> = xml::each(document.root(), "response")
        .filter_map(|node| Some((place(xml::text(node, "href")?), properties(node)?)))
        .collect();
    let own = unescape(route);
    let own = own.trim_end_matches('/');
    let shortest = found.iter().map(|(place, _)| place.as_str()).min_by_key(|place| place.len());
    let this = match found.iter().any(|(place, _)| place == own) {
        true => own,
        false => shortest.unwrap_or_default(),
    };
    let itself = found.iter().find(|(place, _)| place == this).map(|(_, node)| entry(path.clone(), *node));
    let others = found.iter().filter(|(place, _)| place != this);
    // A name that is no path here (a control character, say) cannot be opened by anybody, and is left out.
    let others = others.filter_map(|(place, node)| {
        let name = place.rsplit('/').next()?;
        Some(entry(path.join(name).ok().filter(|child| child != path)?, *node))
    });
    Ok((itself, others.collect()))
}

/// The path of an address, which may be whole or begin with a slash, in plain text without a slash at its end.
fn place(href: &str) -> String {
    let path = match href.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => href,
    };
    unescape(path.trim_end_matches('/'))
}

/// The properties that were found, as opposed to those that were not.
fn properties(response: Node<'_>) -> Option<Node<'_>> {
    let found = |node: &Node<'_>| xml::text(*node, "status").is_none_or(|status| status.contains(" 200"));
    xml::each(response, "propstat").find(found).and_then(|node| xml::find(node, "prop"))
}

fn entry(path: Path, properties: Node<'_>) -> Entry {
    let folder =
        xml::find(properties, "resourcetype").is_some_and(|kind| xml::find(kind, "collection").is_some());
    let text = |name| xml::text(properties, name).filter(|_| !folder);
    Entry {
        path,
        folder,
        size: text("getcontentlength").and_then(|size| size.parse().ok()).unwrap_or_default(),
        modified: text("getlastmodified").and_then(date::parse),
        etag: text("getetag").map(mark),
    }
}

/// A mark as it is all its life: servers call that of a file weak while the file is young (Apache for a second), and the same
/// mark strong afterwards.
pub(super) fn mark(etag: &str) -> String {
    etag.trim().trim_start_matches("W/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const APACHE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
        <D:multistatus xmlns:D="DAV:" xmlns:ns0="DAV:">
        <D:response xmlns:lp1="DAV:"><D:href>/dav/a%20b/</D:href><D:propstat><D:prop><lp1:resourcetype><D:collection/></lp1:resourcetype></D:prop>
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
        <D:response xmlns:lp1="DAV:"><D:href>/dav/a%20b/c%2bd.txt</D:href>
        <D:propstat><D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
        <D:propstat><D:prop><lp1:resourcetype/><lp1:getcontentlength>5</lp1:getcontentlength>
        <lp1:getlastmodified>Sun, 06 Nov 1994 08:49:37 GMT</lp1:getlastmodified><lp1:getetag>"5-1"</lp1:getetag></D:prop>
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"#;

    #[test]
    fn a_folder_is_told_from_what_is_in_it() {
        let path = Path::new("a b").unwrap();
        for route in ["/dav/a%20b", "/rewritten/by/a/proxy"] {
            let (itself, others) = entries("It", APACHE, &path, route).unwrap();
            assert!(itself.unwrap().folder);
            let [file] = others.as_slice() else { panic!("{others:?}") };
            assert_eq!((file.path.as_str(), file.size, file.folder), ("a b/c+d.txt", 5, false));
            assert_eq!((file.etag.as_deref(), file.modified), (Some("\"5-1\""), Some(784_111_777_000.0)));
        }
    }

    #[test]
    fn a_mark_outlives_the_youth_of_its_file() {
        assert_eq!(mark(" W/\"5-1\" "), mark("\"5-1\""));
    }

    #[test]
    fn an_address_that_climbs_out_is_left_out() {
        let evil = APACHE.replace("c%2bd.txt", "..");
        assert!(entries("It", &evil, &Path::new("a b").unwrap(), "/dav/a%20b").unwrap().1.is_empty());
    }
}
