//! Names that break adapters: each is written, listed, read, replaced and deleted beside a twin that looks like it.

use super::cases;
use super::ground::{Check, Ground, ensure, same};

cases! {
    names_with_spaces(Write);
    names_with_umlauts(Write);
    names_with_decomposed_umlauts(Write);
    names_in_other_scripts(Write);
    names_with_emoji(Write);
    names_with_percent(Write);
    names_that_look_encoded(Write);
    names_with_plus(Write);
    names_with_hash(Write);
    names_with_question_marks(Write);
    names_with_quotes(Write);
    names_with_ampersands_and_equals(Write);
    names_with_markup(Write);
    names_with_brackets(Write);
    names_with_punctuation(Write);
    names_that_begin_with_a_dot(Write);
    names_that_are_long(Write);
    names_of_properties_of_objects(Write);
    folders_with_such_names(Write);
    files_deep_in_folders(Write);
    names_that_begin_alike(Write);
}

/// `name` works whole, and `twin`, as what a careless adapter would take it for, stays another file.
async fn works(on: &Ground<'_>, name: &str, twin: &str) -> Check {
    on.write(twin, b"twin").await?;
    on.write(name, b"first").await?;
    on.write(name, name.as_bytes()).await?;
    on.holds(name, name.as_bytes()).await?;
    on.holds(twin, b"twin").await?;
    let path = on.at(name)?;
    same(on.stat(name).await?.path, path.clone(), "the path of the entry")?;
    if on.store.can().list {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let listed = on.entries(folder).await?;
        ensure(listed.iter().any(|entry| entry.path == path), &format!("{name} is not in its listing"))?;
    }
    on.delete(name).await?;
    on.is_gone(name).await?;
    on.holds(twin, b"twin").await?;
    on.delete(twin).await?;
    Ok(())
}

async fn names_with_spaces(on: &Ground<'_>) -> Check {
    works(on, "my holiday photo.jpg", "my%20holiday%20photo.jpg").await?;
    works(on, "two  spaces", "two spaces").await
}

async fn names_with_umlauts(on: &Ground<'_>) -> Check {
    works(on, "Größe Übung.txt", "Grosse Ubung.txt").await
}

async fn names_with_decomposed_umlauts(on: &Ground<'_>) -> Check {
    works(on, "u\u{308}ber.txt", "uber.txt").await
}

async fn names_in_other_scripts(on: &Ground<'_>) -> Check {
    works(on, "写真 とても長い名前.jpg", "写真.jpg").await?;
    works(on, "ملف.txt", "файл.txt").await
}

async fn names_with_emoji(on: &Ground<'_>) -> Check {
    works(on, "🏖️ beach 👨‍👩‍👧.jpg", "🏖 beach.jpg").await
}

async fn names_with_percent(on: &Ground<'_>) -> Check {
    works(on, "100%.txt", "100.txt").await?;
    works(on, "50% off%", "50%25 off%25").await
}

async fn names_that_look_encoded(on: &Ground<'_>) -> Check {
    works(on, "a%2Fb%20c.txt", "a%252Fb%2520c.txt").await?;
    works(on, "%41.txt", "A.txt").await
}

async fn names_with_plus(on: &Ground<'_>) -> Check {
    works(on, "a+b c.txt", "a b c.txt").await
}

async fn names_with_hash(on: &Ground<'_>) -> Check {
    works(on, "#1 a#b.txt", "%231 a").await
}

async fn names_with_question_marks(on: &Ground<'_>) -> Check {
    works(on, "what?a=b.txt", "what").await
}

async fn names_with_quotes(on: &Ground<'_>) -> Check {
    works(on, "\"it's\" `so`.txt", "its so.txt").await
}

async fn names_with_ampersands_and_equals(on: &Ground<'_>) -> Check {
    works(on, "a&b=c&amp;d.txt", "a&b=c&d.txt").await
}

async fn names_with_markup(on: &Ground<'_>) -> Check {
    works(on, "<b>]]>&lt;!--.xml", "b.xml").await
}

async fn names_with_brackets(on: &Ground<'_>) -> Check {
    works(on, "[a](b){c}*.txt", "a.txt").await
}

async fn names_with_punctuation(on: &Ground<'_>) -> Check {
    works(on, "a;b,c:d@e!f$g~h^i|j.txt", "a").await
}

async fn names_that_begin_with_a_dot(on: &Ground<'_>) -> Check {
    works(on, ".hidden", "hidden").await?;
    works(on, "...", "....").await
}

async fn names_that_are_long(on: &Ground<'_>) -> Check {
    let long = "long name ".repeat(16);
    works(on, long.trim(), &format!("{long}2")).await
}

async fn names_of_properties_of_objects(on: &Ground<'_>) -> Check {
    works(on, "__proto__", "constructor").await?;
    works(on, "null", "undefined").await
}

async fn folders_with_such_names(on: &Ground<'_>) -> Check {
    works(on, "Größe 100% #1/a+b?/file", "Größe 100%25 /a b/file").await
}

async fn files_deep_in_folders(on: &Ground<'_>) -> Check {
    works(on, "a/b/c/d/e/f/g/h/i/j/file", "a/b/c/d/e/f/g/h/i/file").await
}

async fn names_that_begin_alike(on: &Ground<'_>) -> Check {
    works(on, "report", "report.txt").await?;
    works(on, "a.b.c", "a.b").await
}
