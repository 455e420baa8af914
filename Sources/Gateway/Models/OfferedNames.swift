import Conversations
import Routing
import Upstream

/// The names under which models are offered: for each one by which the default policy finds it, and no other.
struct OfferedNames {
  /// All backends: a name that begins with one of theirs and a slash is taken for `backend/model`.
  private let backends: Set<String>
  /// The vendor that gets every name nobody else knows.
  private let vendor: String?
  /// Whom the policy finds under the ids and aliases of local models: the first that has it.
  private var owners: [String: String] = [:]

  /// The names of the models of these backends, in the order in which the policy goes through them.
  init(_ listings: [BackendListing]) {
    backends = Set(listings.map(\.backend.name))
    vendor = listings.first { !$0.backend.isLocal && $0.backend.dialect == .anthropicMessages }?.backend.name
    for listing in listings where listing.backend.isLocal {
      for card in listing.models {
        let target = "\(listing.backend.name)/\(card.id)"
        for name in [card.id, LocalAlias.alias(of: card.id)] where owners[name] == nil {
          owners[name] = target
        }
      }
    }
  }

  /// The name to ask for a model by: its id where that leads there, else `backend/model`.
  func name(of id: String, at backend: Backend) -> String {
    isPlain(id, at: backend) ? id : "\(backend.name)/\(id)"
  }

  /// The alias of a local model; nil where another has it.
  func alias(of id: String, at backend: Backend) -> String? {
    let alias = LocalAlias.alias(of: id)
    return alias != id && owners[alias] == "\(backend.name)/\(id)" ? alias : nil
  }

  private func isPlain(_ id: String, at backend: Backend) -> Bool {
    if let slash = id.firstIndex(of: "/"), backends.contains(String(id[..<slash])) { return false }
    if backend.isLocal { return owners[id] == "\(backend.name)/\(id)" }
    return backend.name == vendor && owners[id] == nil && !LocalAlias.isAlias(id)
  }
}
