import Conversations

/// An offered model under one of its names: what a list has an entry for.
struct ListedModel: Equatable {
  /// The name.
  let id: String
  /// What is behind it.
  let offer: OfferedModel

  /// All names of all models: first the names clients ask by, so that a list that is cut has one of each, then the aliases.
  static func entries(of offers: [OfferedModel]) -> [ListedModel] {
    offers.map { ListedModel(id: $0.id, offer: $0) }
      + offers.compactMap { offer in offer.alias.map { ListedModel(id: $0, offer: offer) } }
  }

  /// The entry of a name; nil when no model has it.
  static func entry(named name: String, in offers: [OfferedModel]) -> ListedModel? {
    offers.first { $0.names.contains(name) }.map { ListedModel(id: name, offer: $0) }
  }
}
