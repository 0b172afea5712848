//! The worker that draws and reads documents.

nearside::serve!(worker::document::calls());
