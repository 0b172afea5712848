//! The worker that breaks in every way.

nearside::serve!(worker::lab::calls());
