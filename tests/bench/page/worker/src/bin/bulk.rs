//! The worker that reads what is large.

nearside::serve!(rivals::bulk::calls());
