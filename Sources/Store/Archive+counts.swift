import Conversations

extension Archive {
  /// The day of a time in milliseconds since 1970. The last use of a count is kept to the day, so that most uses write
  /// nothing.
  private static func day(of time: Int64) -> Int { Int(time / 86_400_000) }

  /// Keeps counts by a tokenizer; what was counted again is as it was counted last.
  func keep(_ counts: [MessageCount], tokenizer: String, at time: Int64) throws(StoreError) {
    let day = Self.day(of: time)
    for count in counts {
      try database.statement(
        """
        INSERT INTO token_counts(source, tokenizer, parts, used_on) VALUES(?, ?, ?, ?)
        ON CONFLICT(source, tokenizer) DO UPDATE
        SET parts = excluded.parts, used_on = max(used_on, excluded.used_on)
        """
      ).run(count.source, tokenizer, StoredParts.encode(count.parts), day)
    }
  }

  /// What was found of counts that were asked for.
  struct FoundCounts {
    /// Those there are, in the order asked for.
    var counts: [MessageCount] = []
    /// Those among them whose last use so far was on an earlier day.
    var stale: [Fingerprint] = []
    /// What is wrong with those that are left out.
    var damage: [StoreError] = []
  }

  /// The counts of some messages at a time.
  func counts(of sources: [Fingerprint], tokenizer: String, at time: Int64) throws(StoreError) -> FoundCounts
  {
    let day = Self.day(of: time)
    var found = FoundCounts()
    for source in sources {
      let row = try database.statement(
        "SELECT parts, used_on < ? FROM token_counts WHERE source = ? AND tokenizer = ?"
      ).first(day, source, tokenizer) { (parts: StoredParts.decode($0.blob(0)), isStale: $0.bool(1)) }
      guard let row else { continue }
      if let parts = row.parts {
        found.counts.append(MessageCount(source: source, parts: parts))
        if row.isStale { found.stale.append(source) }
      } else {
        found.damage.append(.corrupt(path: path, detail: "the tokens of a message are no list"))
      }
    }
    return found
  }

  /// Notes that counts were used.
  func touch(_ sources: [Fingerprint], tokenizer: String, at time: Int64) throws(StoreError) {
    let day = Self.day(of: time)
    try database.transaction { () throws(StoreError) in
      for source in sources {
        try database.statement("UPDATE token_counts SET used_on = ? WHERE source = ? AND tokenizer = ?")
          .run(day, source, tokenizer)
      }
    }
  }

  /// Removes some counts that are no longer kept; whether there were any.
  ///
  /// Those go that nobody has used for longer than `maxAge` seconds, and beyond `limit` those unused for longest; of
  /// those last used on the same day the ones with the lower hash. What is counted belongs to messages of any number
  /// of sessions, so that it does not go with a session; once gone, it is counted anew.
  func trimCounts(toAge maxAge: Int?, limit: Int, now: Int64) throws(StoreError) -> Bool {
    let cutoff = maxAge.map { Self.day(of: now - Int64($0) * 1000) } ?? .min
    let surplus = try database.statement(
      """
      SELECT max((SELECT count(*) FROM token_counts) - ?1, (SELECT count(*) FROM token_counts WHERE used_on < ?2))
      """
    ).first(limit, cutoff) { $0.int(0) }
    guard let surplus, surplus > 0 else { return false }
    try database.statement(
      """
      DELETE FROM token_counts WHERE (source, tokenizer) IN (
        SELECT source, tokenizer FROM token_counts ORDER BY used_on, source, tokenizer LIMIT ?)
      """
    ).run(min(surplus, Self.mostTrimmed))
    return true
  }

  /// The most counts that are removed at once, so that nothing waits long behind it.
  private static let mostTrimmed = 10_000
}
