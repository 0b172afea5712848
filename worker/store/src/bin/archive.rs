//! The worker that packs what leaves the app, and unpacks what comes back.

nearside::serve!(worker_store::archive::calls().waiting());
