//! The worker that makes documents of documents.

nearside::serve!(worker::pages::calls());
