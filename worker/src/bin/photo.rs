//! The worker that knows pictures.

nearside::serve!(worker::photo::calls(), check = image::selfcheck);
