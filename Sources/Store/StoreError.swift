import Conversations

/// Why the store could not do what was asked; its description tells the operator what to do about it.
public enum StoreError: Error, Sendable, Equatable {
  /// There is no database at the path.
  case missing(path: String)
  /// The file or its directory cannot be used.
  case inaccessible(path: String, reason: String)
  /// Another process has the database open for writing.
  case inUse(path: String, process: Int32?)
  /// The database was written by a newer version of this program.
  case tooNew(path: String, version: Int, understood: Int)
  /// The database is older than this program and cannot be brought up to date while it is only read.
  case tooOld(path: String, version: Int, understood: Int)
  /// The file is another program's, or was damaged so badly that it cannot be told from one.
  case foreign(path: String)
  /// The file is damaged.
  case corrupt(path: String, detail: String)
  /// The disk is full.
  case full(path: String)
  /// SQLite refused for another reason.
  case failed(path: String, detail: String)
  /// Too much is waiting to be written; nothing was taken.
  case overloaded
  /// The store has been closed.
  case closed
  /// No session's id begins like this.
  case noSession(prefix: String)
  /// Several sessions' ids begin like this; some of them.
  case ambiguousSession(prefix: String, candidates: [SessionID])
  /// The session has no such turn.
  case noTurn(session: SessionID, number: Int)
  /// The session has no such branch.
  case noBranch(session: SessionID, number: Int)
}

extension StoreError: CustomStringConvertible {
  /// What happened and the way out, in one or two sentences.
  public var description: String {
    switch self {
    case .missing(let path):
      "there is no database at \(path); it is made when the gateway first runs (ctxgw serve)"
    case .inaccessible(let path, let reason):
      "\(path) cannot be used: \(reason)"
    case .inUse(let path, let process):
      "\(path) is being written by another ctxgw\(process.map { " (process \($0))" } ?? ""); "
        + "stop it, or name another file with --db"
    case .tooNew(let path, let version, let understood):
      "\(path) has version \(version) and this ctxgw understands \(understood); "
        + "use the newer ctxgw, or name another file with --db"
    case .tooOld(let path, let version, let understood):
      "\(path) has version \(version) and this ctxgw reads \(understood); "
        + "run the gateway once (ctxgw serve) to bring it up to date"
    case .foreign(let path):
      "\(path) is no database of ctxgw; name another file with --db, or move this one away"
    case .corrupt(let path, let detail):
      "\(path) is damaged (\(detail)); move it away to begin with an empty store, "
        + "and try `sqlite3 \(path) .recover` to save what can be read"
    case .full(let path):
      "the disk that holds \(path) is full; free some space, or remove old sessions with ctxgw sessions prune"
    case .failed(let path, let detail):
      "\(path): \(detail)"
    case .overloaded:
      "more is waiting to be written than the store takes; the disk is too slow or stuck"
    case .closed:
      "the store is closed"
    case .noSession(let prefix):
      "no session's id begins with '\(prefix)'; ctxgw sessions lists them"
    case .ambiguousSession(let prefix, let candidates):
      "several sessions' ids begin with '\(prefix)': \(candidates.map(\.text).joined(separator: ", "))"
    case .noTurn(let session, let number):
      "session \(session) has no turn \(number); ctxgw sessions show \(session) lists its turns"
    case .noBranch(let session, let number):
      "session \(session) has no branch \(number)"
    }
  }
}
