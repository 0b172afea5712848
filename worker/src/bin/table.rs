//! The worker that looks through tables.

nearside::serve!(worker::table::calls());
