//! The worker that reads Markdown.

nearside::serve!(worker::markdown::calls());
