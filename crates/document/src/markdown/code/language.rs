//! What languages look like.

/// What a language looks like.
pub struct Language {
    /// What it is called after a fence, in lower case.
    names: &'static [&'static str],
    /// Its words.
    pub keywords: &'static str,
    /// Words for types that do not begin with a capital.
    pub types: &'static str,
    /// Words for values.
    pub constants: &'static str,
    /// What a comment begins with that goes to the end of the line.
    pub line: &'static [&'static str],
    /// What a comment begins and ends with.
    pub block: Option<(&'static str, &'static str)>,
    /// What strings are put in; the longer marks first.
    pub quotes: &'static [Quote],
    /// What else there is about it.
    pub ways: Ways,
}

/// A kind of string.
pub struct Quote {
    /// What it begins and ends with.
    pub mark: &'static str,
    /// Whether it goes on over the end of a line.
    pub long: bool,
    /// Whether a backslash in it means something.
    pub escapes: bool,
}

/// Habits that some languages have.
#[derive(Clone, Copy)]
pub struct Ways {
    /// Words that begin with a capital are types.
    pub capitals: bool,
    /// Case does not matter in words.
    pub any_case: bool,
    /// Comments lie in comments.
    pub nested: bool,
    /// `'a` is a lifetime unless it is a letter, and `r#"…"#` a string.
    pub rust: bool,
    /// `$name` is a variable.
    pub dollar: bool,
    /// `#` begins a directive, at the beginning of a line.
    pub directives: bool,
    /// `@name` is an attribute.
    pub at: bool,
    /// A string before a colon is a key.
    pub keys: bool,
    /// A slash may begin a regular expression.
    pub slashes: bool,
    /// `-` may stand within words.
    pub dashes: bool,
}

const NONE: Ways = Ways {
    capitals: false,
    any_case: false,
    nested: false,
    rust: false,
    dollar: false,
    directives: false,
    at: false,
    keys: false,
    slashes: false,
    dashes: false,
};
const CAPITALS: Ways = Ways { capitals: true, at: true, ..NONE };

const fn quote(mark: &'static str) -> Quote {
    Quote { mark, long: false, escapes: true }
}
const fn long(mark: &'static str) -> Quote {
    Quote { mark, long: true, escapes: true }
}
const fn raw(mark: &'static str) -> Quote {
    Quote { mark, long: true, escapes: false }
}

const C_LIKE: &[Quote] = &[quote("\""), quote("'")];
const SLASHES: &[&str] = &["//"];
const HASH: &[&str] = &["#"];
const STARS: Option<(&str, &str)> = Some(("/*", "*/"));

/// The language of this name.
pub fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.contains(&name))
}

static LANGUAGES: &[Language] = &[
    Language {
        names: &["rust", "rs"],
        keywords: "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type unsafe use where while",
        types: "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize",
        constants: "true false",
        line: SLASHES,
        block: STARS,
        quotes: &[long("\"")],
        ways: Ways { capitals: true, nested: true, rust: true, ..NONE },
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "cjs", "typescript", "ts", "tsx", "mts"],
        keywords: "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends finally for from function get if implements import in infer instanceof interface is keyof let namespace new of private protected public readonly return satisfies set static super switch this throw try type typeof var void while with yield",
        types: "any bigint boolean never number object string symbol unknown",
        constants: "true false null undefined NaN Infinity",
        line: SLASHES,
        block: STARS,
        quotes: &[long("`"), quote("\""), quote("'")],
        ways: Ways { slashes: true, ..CAPITALS },
    },
    Language {
        names: &["json", "jsonc", "json5", "webmanifest", "geojson"],
        keywords: "",
        types: "",
        constants: "true false null",
        line: SLASHES,
        block: STARS,
        quotes: C_LIKE,
        ways: Ways { keys: true, ..NONE },
    },
    Language {
        names: &["python", "py", "python3", "pyi"],
        keywords: "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield",
        types: "bool bytes dict float int list set str tuple",
        constants: "True False None self cls",
        line: HASH,
        block: None,
        quotes: &[long("\"\"\""), long("'''"), quote("\""), quote("'")],
        ways: CAPITALS,
    },
    Language {
        names: &[
            "c",
            "h",
            "cpp",
            "c++",
            "cc",
            "hpp",
            "cxx",
            "objective-c",
            "objc",
            "arduino",
            "cuda",
            "glsl",
            "hlsl",
        ],
        keywords: "alignas alignof auto break case catch class co_await co_return co_yield concept const consteval constexpr constinit const_cast continue decltype default delete do dynamic_cast else enum explicit export extern final for friend goto if inline mutable namespace new noexcept operator override private protected public register reinterpret_cast requires restrict return sizeof static static_assert static_cast struct switch template this throw try typedef typeid typename union uniform using varying virtual volatile while",
        types: "bool char char8_t char16_t char32_t double float int int8_t int16_t int32_t int64_t long short signed size_t ssize_t uint8_t uint16_t uint32_t uint64_t unsigned void wchar_t vec2 vec3 vec4 mat3 mat4",
        constants: "true false NULL nullptr",
        line: SLASHES,
        block: STARS,
        quotes: C_LIKE,
        ways: Ways { capitals: true, directives: true, ..NONE },
    },
    Language {
        names: &["java", "groovy", "gradle", "scala", "kotlin", "kt", "kts", "csharp", "c#", "cs", "dart"],
        keywords: "abstract actual annotation as assert async await base break by case catch class companion const constructor continue data def default delegate do else enum event expect explicit export extends extension external factory final finally fixed for foreach forSome fun get given goto if implements implicit import in infix init inline inner instanceof interface internal is late lateinit lazy let library lock mixin module namespace native new object of on open operator out override package params part partial permits private protected public readonly record ref reified required return sealed set sizeof static strictfp struct super suspend switch synchronized tailrec this throw throws trait transient try type typeof unchecked unsafe using val value var vararg virtual void volatile when where while with yield",
        types: "bool boolean byte char decimal double dynamic float int long nint num object sbyte short string uint ulong ushort",
        constants: "true false null",
        line: SLASHES,
        block: STARS,
        quotes: &[long("\"\"\""), quote("\""), quote("'")],
        ways: CAPITALS,
    },
    Language {
        names: &["go", "golang"],
        keywords: "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var",
        types: "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr",
        constants: "true false nil iota",
        line: SLASHES,
        block: STARS,
        quotes: &[raw("`"), quote("\""), quote("'")],
        ways: Ways { capitals: true, ..NONE },
    },
    Language {
        names: &["swift"],
        keywords: "actor any as associatedtype async await borrowing break case catch class consuming continue default defer deinit do else enum extension fallthrough fileprivate final for func get guard if import in indirect infix init inout internal is isolated lazy let mutating nonisolated open operator optional override postfix precedencegroup prefix private protocol public repeat required rethrows return self set some static struct subscript super switch throw throws try typealias unowned var weak where while",
        types: "",
        constants: "true false nil",
        line: SLASHES,
        block: STARS,
        quotes: &[long("\"\"\""), quote("\"")],
        ways: Ways { nested: true, ..CAPITALS },
    },
    Language {
        names: &["zig"],
        keywords: "align allowzero and anyframe anytype asm async await break callconv catch comptime const continue defer else enum errdefer error export extern fn for if inline linksection noalias noinline nosuspend opaque or orelse packed pub resume return struct suspend switch test threadlocal try union unreachable usingnamespace var volatile while",
        types: "anyerror bool comptime_float comptime_int f16 f32 f64 f128 i8 i16 i32 i64 i128 isize noreturn type u8 u16 u32 u64 u128 usize void",
        constants: "true false null undefined",
        line: SLASHES,
        block: None,
        quotes: C_LIKE,
        ways: CAPITALS,
    },
    Language {
        names: &["php"],
        keywords: "abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enddeclare endfor endforeach endif endswitch endwhile enum exit extends final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield",
        types: "bool float int iterable mixed object string void",
        constants: "true false null TRUE FALSE NULL",
        line: &["//", "#"],
        block: STARS,
        quotes: &[long("\""), long("'")],
        ways: Ways { dollar: true, capitals: true, ..NONE },
    },
    Language {
        names: &["ruby", "rb", "crystal", "elixir", "ex", "exs"],
        keywords: "after alias and begin break case catch class cond def defimpl defmacro defmodule defp defprotocol defstruct do else elsif end ensure fn for if import in include loop module next not or private protected public quote raise receive redo require rescue retry return self super then throw undef unless until use when while with yield",
        types: "",
        constants: "true false nil",
        line: HASH,
        block: None,
        quotes: &[long("\"\"\""), long("\""), long("'"), long("`")],
        ways: CAPITALS,
    },
    Language {
        names: &["bash", "sh", "shell", "zsh", "fish", "ksh"],
        keywords: "alias break case cd continue declare do done echo elif else esac eval exec exit export fi for function if in local printf read readonly return set shift source test then trap unset until while sudo",
        types: "",
        constants: "true false",
        line: HASH,
        block: None,
        quotes: &[long("\""), raw("'"), long("`")],
        ways: Ways { dollar: true, dashes: true, ..NONE },
    },
    Language {
        names: &["powershell", "ps1", "pwsh"],
        keywords: "begin break catch class continue data do dynamicparam else elseif end enum exit filter finally for foreach from function hidden if in param process return static switch throw trap try until using while",
        types: "",
        constants: "$true $false $null",
        line: HASH,
        block: Some(("<#", "#>")),
        quotes: &[long("\""), raw("'")],
        ways: Ways { dollar: true, any_case: true, dashes: true, ..NONE },
    },
    Language {
        names: &["sql", "mysql", "postgresql", "postgres", "plsql", "tsql", "sqlite"],
        keywords: "add all alter and any as asc begin between by cascade case cast check collate column commit constraint create cross current database declare default delete desc distinct do drop else end escape except exists explain fetch for foreign from full function grant group having if ilike in index inner insert intersect into is join key lateral left like limit materialized merge natural not null offset on or order outer over partition primary procedure recursive references returning returns revoke right rollback row rows schema select set table temporary then to transaction trigger truncate union unique update using values view when where window with",
        types: "bigint bit blob boolean bytea char date datetime decimal double float int integer interval json jsonb money numeric real serial smallint text time timestamp timestamptz uuid varchar",
        constants: "true false",
        line: &["--"],
        block: STARS,
        quotes: &[raw("'"), raw("\""), raw("`")],
        ways: Ways { any_case: true, ..NONE },
    },
    Language {
        names: &["lua", "luau"],
        keywords: "and break do else elseif end for function goto if in local not or repeat return then until while",
        types: "",
        constants: "true false nil self",
        line: &["--"],
        block: Some(("--[[", "]]")),
        quotes: C_LIKE,
        ways: NONE,
    },
    Language {
        names: &["haskell", "hs", "elm", "purescript"],
        keywords: "as case class data default deriving do else exposing family forall foreign hiding if import in infix infixl infixr instance let module newtype of port qualified then type where",
        types: "",
        constants: "True False",
        line: &["--"],
        block: Some(("{-", "-}")),
        quotes: &[quote("\"")],
        ways: Ways { capitals: true, nested: true, ..NONE },
    },
    Language {
        names: &["ocaml", "ml", "fsharp", "f#", "fs", "sml", "reason"],
        keywords: "abstract and as assert async begin class constraint default do done downto else end exception extern external for fun function functor if in include inherit inline interface lazy let match member method module mutable namespace new nonrec object of open or override private rec sig static struct then to try type use val virtual when while with yield",
        types: "bool char float int string unit",
        constants: "true false",
        line: SLASHES,
        block: Some(("(*", "*)")),
        quotes: &[long("\"")],
        ways: Ways { capitals: true, nested: true, ..NONE },
    },
    Language {
        names: &["lisp", "clojure", "clj", "scheme", "racket", "elisp", "emacs-lisp", "common-lisp"],
        keywords: "and case cond def defmacro defn defun define defmethod defvar do fn if lambda let let* letrec loop ns or quote recur require set! setq unless when",
        types: "",
        constants: "true false nil t #t #f",
        line: &[";"],
        block: None,
        quotes: &[long("\"")],
        ways: Ways { dashes: true, ..NONE },
    },
    Language {
        names: &["r", "julia", "jl", "matlab", "octave"],
        keywords: "abstract baremodule begin break catch const continue do else elseif end export finally for function global if import in let library local macro module mutable next primitive quote repeat return struct switch try type using where while",
        types: "",
        constants: "true false TRUE FALSE NULL NA NaN Inf nothing missing",
        line: &["#", "%"],
        block: None,
        quotes: &[long("\"\"\""), quote("\"")],
        ways: CAPITALS,
    },
    Language {
        names: &["perl", "pl", "raku"],
        keywords: "and cmp continue do else elsif eq for foreach ge given gt if last le local lt my ne next no not or our package print redo require return sub unless until use when while xor",
        types: "",
        constants: "undef",
        line: HASH,
        block: None,
        quotes: &[long("\""), raw("'"), long("`")],
        ways: Ways { dollar: true, capitals: true, ..NONE },
    },
    Language {
        names: &["dockerfile", "docker", "containerfile"],
        keywords: "add arg as cmd copy entrypoint env expose from healthcheck label maintainer onbuild run shell stopsignal user volume workdir",
        types: "",
        constants: "",
        line: HASH,
        block: None,
        quotes: &[quote("\""), quote("'")],
        ways: Ways { dollar: true, any_case: true, dashes: true, ..NONE },
    },
    Language {
        names: &["makefile", "make", "mk", "cmake", "just", "justfile"],
        keywords: "define else elseif endef endforeach endfunction endif endmacro foreach function if ifdef ifeq ifndef ifneq include macro option project return set override export unexport add_executable add_library target_link_libraries find_package",
        types: "",
        constants: "ON OFF TRUE FALSE",
        line: HASH,
        block: None,
        quotes: &[quote("\""), quote("'")],
        ways: Ways { dollar: true, dashes: true, ..NONE },
    },
    Language {
        names: &[
            "graphql",
            "gql",
            "protobuf",
            "proto",
            "thrift",
            "hcl",
            "terraform",
            "tf",
            "nix",
            "solidity",
            "wgsl",
        ],
        keywords: "assert contract directive else emit enum event extend extends external fn for fragment function if implements import in inherit input interface let locals map memory message modifier module mutation oneof optional option output package payable private provider public pure query rec rpc repeated required reserved resource returns return scalar schema service storage struct subscription syntax then type union using var variable view virtual while with",
        types: "address array bool bytes bytes32 double f32 fixed32 fixed64 float i32 int32 int64 mapping mat4x4f sint32 sint64 string u32 uint uint256 uint32 uint64 vec2f vec3f vec4f",
        constants: "true false null",
        line: &["//", "#"],
        block: STARS,
        quotes: &[long("\"\"\""), quote("\""), quote("'")],
        ways: CAPITALS,
    },
];
