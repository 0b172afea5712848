//! The CORS rules of a bucket, as Amazon documents them and evaluates them in front of its buckets.
//!
//! s3s-fs knows no CORS, and moto answers with it on objects only, not on listings and errors. So the line in front of them
//! obeys the rule that a person pastes, in the JSON of `aws s3api put-bucket-cors`.

use serde::Deserialize;

/// One rule; the first that fits a request counts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub(super) struct Rule {
    allowed_origins: Vec<String>,
    allowed_methods: Vec<String>,
    allowed_headers: Vec<String>,
    expose_headers: Vec<String>,
    max_age_seconds: Option<u32>,
}

/// What a browser says of the page that asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Asker {
    pub origin: Option<String>,
    /// The method that leave is asked for.
    pub method: Option<String>,
    /// The headers that leave is asked for.
    pub headers: Vec<String>,
}

impl Asker {
    /// Whether this is a browser that asks for leave.
    pub fn asks(&self) -> bool {
        self.origin.is_some() && self.method.is_some()
    }
}

/// The headers that a page is given; `None` when no rule fits.
pub(super) fn leave(rules: &[Rule], asker: &Asker, method: &str) -> Option<String> {
    let origin = asker.origin.as_deref()?;
    let wanted = asker.method.as_deref().unwrap_or(method);
    let fits = |rule: &&Rule| {
        let any =
            |list: &[String], word: &str| list.iter().any(|one| one == "*" || one.eq_ignore_ascii_case(word));
        any(&rule.allowed_origins, origin)
            && any(&rule.allowed_methods, wanted)
            && asker.headers.iter().all(|header| any(&rule.allowed_headers, header))
    };
    let rule = rules.iter().find(fits)?;
    let mut lines = format!("Access-Control-Allow-Origin: {origin}\r\nVary: Origin\r\n");
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push_str(&format!("Access-Control-{name}: {value}\r\n"));
        }
    };
    add("Allow-Methods", rule.allowed_methods.join(", "));
    add("Allow-Headers", asker.headers.join(", "));
    add("Expose-Headers", rule.expose_headers.join(", "));
    add("Max-Age", rule.max_age_seconds.map(|age| age.to_string()).unwrap_or_default());
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::{Asker, Rule, leave};

    #[test]
    fn the_first_rule_that_fits_counts() {
        let rules: Vec<Rule> = serde_json::from_str(
            r#"[{"AllowedOrigins":["https://a"],"AllowedMethods":["GET"],"AllowedHeaders":["*"],"ExposeHeaders":["ETag"]}]"#,
        )
        .unwrap();
        let asker = |origin: &str, method: &str| Asker {
            origin: Some(origin.into()),
            method: Some(method.into()),
            headers: vec!["range".into()],
        };
        let given = leave(&rules, &asker("https://a", "GET"), "OPTIONS").unwrap();
        assert!(given.contains("Allow-Headers: range\r\n") && given.contains("Expose-Headers: ETag\r\n"));
        assert!(leave(&rules, &asker("https://b", "GET"), "OPTIONS").is_none());
        assert!(leave(&rules, &asker("https://a", "PUT"), "OPTIONS").is_none());
        assert!(leave(&rules, &Asker::default(), "GET").is_none());
    }
}
