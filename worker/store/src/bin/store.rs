//! The worker that knows where files live.

nearside::serve!(worker_store::store::calls().waiting());
