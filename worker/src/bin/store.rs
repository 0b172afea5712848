//! The worker that knows where files live.

nearside::serve!(worker::store::calls().waiting());
