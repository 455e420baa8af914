/// The items of an answer that is being read, and how much of each has been passed on.
struct ResponsesItems {
  /// What an item grows by.
  enum Growth {
    case text, refusal, reasoning, arguments
  }

  /// An item.
  struct Item {
    /// The backend's number of it, where it gives one.
    let index: Int?
    /// The backend's id, where it gives one.
    let id: String?
    /// Bytes of it that were passed on.
    var saidBytes = 0
    /// Whether all of it has been.
    var isDone = false
    /// The id of the call that it is.
    var callID = ""
  }

  private var items: [Item] = []

  /// More items in one answer are not what any model makes.
  private static let mostItems = 10_000

  /// Whether there is none.
  var isEmpty: Bool { items.isEmpty }

  /// Whether there are more than every sensible bound allows.
  var isTooLarge: Bool { items.count > Self.mostItems }

  /// The item at a place.
  subscript(place: Int) -> Item {
    get { items[place] }
    set { items[place] = newValue }
  }

  /// The place of an item that has been mentioned: by its number, where there are numbers, else by its id. Some
  /// proxies give one item several ids.
  func known(index: Int?, id: String?) -> Int? {
    items.lastIndex { item in
      if let index, let number = item.index { return number == index }
      guard let id, let other = item.id else { return false }
      return id == other
    }
  }

  /// The id of the call that the item at a place is; empty where another item has it already.
  mutating func callID(_ id: String, at place: Int) -> String {
    let isTaken = items.indices.contains { $0 != place && items[$0].callID == id }
    if !isTaken { items[place].callID = id }
    return isTaken ? "" : id
  }

  /// The place of an item, which may be new.
  mutating func place(index: Int?, id: String?) -> Int {
    known(index: index, id: id) ?? add(index: index, id: id)
  }

  /// The place of the item that grows: the newest, where nothing says which.
  mutating func growing(index: Int?, id: String?) -> Int {
    if let known = known(index: index, id: id) { return known }
    if index == nil, id == nil, let last = items.indices.last { return last }
    return add(index: index, id: id)
  }

  private mutating func add(index: Int?, id: String?) -> Int {
    items.append(Item(index: index, id: id))
    return items.count - 1
  }
}
