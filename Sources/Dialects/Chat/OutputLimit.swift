/// How long an answer may become.
enum OutputLimit {
  /// The least room an answer is given, in tokens, where the estimate of the prompt leaves less: the estimate is on
  /// the safe side, and the server judges.
  private static let leastRoom = 256

  /// The most tokens that are asked for; nil leaves it to the backend.
  ///
  /// - Parameters:
  ///   - asked: what the client asked for.
  ///   - room: tokens of the window that the prompt leaves; nil when the window is not known.
  static func tokens(asked: Int?, room: Int?) -> Int? { asked.map { tokens($0, room: room) } }

  /// What is asked for, as far as there is room. Agents ask for 32,000 tokens and more, which prompt and answer together
  /// would never fit locally.
  static func tokens(_ asked: Int, room: Int?) -> Int { max(1, min(asked, max(leastRoom, room ?? asked))) }
}
