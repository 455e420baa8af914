/// What real clients change between two requests of one conversation though nothing was said (CONTEXT, 2h and 3).
public struct ClientHabits: OptionSet, Sendable {
  /// One bit for each.
  public let rawValue: Int

  /// Habits by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// A line of attribution before the system prompt that is another one every time.
  public static let billingLine = ClientHabits(rawValue: 1 << 0)
  /// Cache marks that move to the newest messages.
  public static let cacheMarks = ClientHabits(rawValue: 1 << 1)
  /// Reminders in the newest user message that are gone the next time.
  public static let reminders = ClientHabits(rawValue: 1 << 2)
  /// A text now as a string, now as a list of one block.
  public static let stringOrList = ClientHabits(rawValue: 1 << 3)
  /// Messages of the system in the middle of the list, about every seven messages.
  public static let systemNudges = ClientHabits(rawValue: 1 << 4)
  /// Keys in another order.
  public static let keyOrder = ClientHabits(rawValue: 1 << 5)
  /// Going back to an earlier message of the user, in one of twenty turns, and coming back again.
  public static let rewinds = ClientHabits(rawValue: 1 << 6)
  /// After two thirds of the turns, old results replaced by a sentence.
  public static let microCompaction = ClientHabits(rawValue: 1 << 7)
  /// Near the end, a request for a summary, which then stands for what was before.
  public static let compaction = ClientHabits(rawValue: 1 << 8)
  /// A state of the working copy within the system prompt that changes now and then.
  public static let environment = ClientHabits(rawValue: 1 << 9)

  /// All of them.
  public static let all = ClientHabits(rawValue: (1 << 10) - 1)
}
