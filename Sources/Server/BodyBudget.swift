/// Counts the bytes of request bodies held for all connections together, so that many clients cannot do what one may
/// not.
struct BodyBudget {
  private let limit: Int
  private(set) var held = 0

  /// A budget of so many bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// Changes what a connection holds; returns false, and changes nothing, if that is beyond the limit.
  mutating func change(from old: Int, to new: Int) -> Bool {
    guard new <= old || held - old + new <= limit else { return false }
    held += new - old
    return true
  }
}
