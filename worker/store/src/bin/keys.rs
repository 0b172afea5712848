//! The worker that connects places and knows what opens them.

nearside::serve!(worker_store::keys::calls().waiting());
