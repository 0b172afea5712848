//! The worker that knows text.

nearside::serve!(worker::text::calls());
