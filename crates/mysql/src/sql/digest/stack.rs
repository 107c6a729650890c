//! The tokens of a digest, with lists of values collapsed as they come.

/// What the rules for collapsing have to know of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `?`
    Value,
    /// `?, ...`
    Values,
    /// `(?)`
    Row,
    /// `(?) /* , ... */`
    Rows,
    /// `(...)`
    LongRow,
    /// `(...) /* , ... */`
    LongRows,
    /// `(...)` behind `IN`, whatever its length.
    InList,
    Comma,
    Open,
    Sign,
    /// `@` and `@@`, which stick to what follows.
    At,
    /// `BY`
    By,
    In,
    Not,
    Is,
    /// An expression begins behind it, so that a sign there belongs to a number.
    BeginsExpression,
    /// An expression can begin behind it, but the server does not join a sign and a number there.
    MayBeginExpression,
    Other,
}

/// The text so far, and where its tokens begin.
pub(super) struct Stack {
    text: Vec<u8>,
    pieces: Vec<(Piece, usize)>,
    limit: usize,
}

impl Stack {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: Vec::with_capacity(256),
            pieces: Vec::with_capacity(64),
            limit,
        }
    }

    /// Whether nothing more is wanted.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= self.limit
    }

    pub(super) fn into_text(mut self) -> Vec<u8> {
        self.text.truncate(self.limit);
        self.text
    }

    /// The token `depth` places from the end, 0 being the last.
    pub(super) fn last(&self, depth: usize) -> Piece {
        let index = self.pieces.len().checked_sub(depth + 1);
        index
            .and_then(|index| self.pieces.get(index))
            .map_or(Piece::Other, |(piece, _)| *piece)
    }

    pub(super) fn push(&mut self, piece: Piece, text: &[u8]) {
        self.begin(piece);
        self.text.extend_from_slice(text);
    }

    /// Begins a token whose text the caller appends.
    pub(super) fn begin(&mut self, piece: Piece) {
        let start = self.text.len();
        if !self.pieces.is_empty() && self.last(0) != Piece::At {
            self.text.push(b' ');
        }
        self.pieces.push((piece, start));
    }

    pub(super) fn text_mut(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    fn drop(&mut self, count: usize) {
        for _ in 0..count {
            if let Some((_, start)) = self.pieces.pop() {
                self.text.truncate(start);
            }
        }
    }

    /// Adds a number, with the signs before it if they are its own.
    pub(super) fn number(&mut self) {
        while self.last(0) == Piece::Sign
            && matches!(
                self.last(1),
                Piece::BeginsExpression | Piece::Comma | Piece::Open | Piece::Sign | Piece::Not
            )
        {
            self.drop(1);
        }
        self.value();
    }

    /// Adds a value, which may go on a list.
    pub(super) fn value(&mut self) {
        if self.last(0) == Piece::Comma && matches!(self.last(1), Piece::Value | Piece::Values) {
            self.drop(2);
            self.push(Piece::Values, b"?, ...");
        } else {
            self.push(Piece::Value, b"?");
        }
    }

    /// Adds `)`, which may end a row.
    pub(super) fn close(&mut self) {
        let long = match (self.last(1), self.last(0)) {
            (Piece::Open, Piece::Value) => false,
            (Piece::Open, Piece::Values) => true,
            _ => return self.push(Piece::Other, b")"),
        };
        self.drop(2);
        if self.last(0) == Piece::In {
            return self.push(Piece::InList, b"(...)");
        }
        let goes_on = self.last(0) == Piece::Comma;
        match (long, self.last(1)) {
            (false, Piece::Row | Piece::Rows) if goes_on => {
                self.drop(2);
                self.push(Piece::Rows, b"(?) /* , ... */");
            }
            (true, Piece::LongRow | Piece::LongRows) if goes_on => {
                self.drop(2);
                self.push(Piece::LongRows, b"(...) /* , ... */");
            }
            (false, _) => self.push(Piece::Row, b"(?)"),
            (true, _) => self.push(Piece::LongRow, b"(...)"),
        }
    }
}
