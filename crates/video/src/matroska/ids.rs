//! The numbers of the elements that are read or written, with the marker bits that EBML keeps in them.

macro_rules! ids {
    ($($name:ident = $id:literal;)*) => {
        $(pub(super) const $name: u32 = $id;)*
    };
}

ids! {
    EBML = 0x1a45_dfa3;
    EBML_VERSION = 0x4286;
    EBML_READ_VERSION = 0x42f7;
    EBML_MAX_ID = 0x42f2;
    EBML_MAX_SIZE = 0x42f3;
    DOC_TYPE = 0x4282;
    DOC_VERSION = 0x4287;
    DOC_READ_VERSION = 0x4285;
    VOID = 0xec;
    CRC = 0xbf;

    SEGMENT = 0x1853_8067;
    SEEK_HEAD = 0x114d_9b74;
    SEEK = 0x4dbb;
    SEEK_ID = 0x53ab;
    SEEK_POSITION = 0x53ac;

    INFO = 0x1549_a966;
    TIMESTAMP_SCALE = 0x002a_d7b1;
    DURATION = 0x4489;
    DATE = 0x4461;
    TITLE = 0x7ba9;
    MUXING_APP = 0x4d80;
    WRITING_APP = 0x5741;

    CLUSTER = 0x1f43_b675;
    TIMESTAMP = 0xe7;
    POSITION = 0xa7;
    PREV_SIZE = 0xab;
    SIMPLE_BLOCK = 0xa3;
    BLOCK_GROUP = 0xa0;
    BLOCK = 0xa1;
    BLOCK_DURATION = 0x9b;
    REFERENCE_BLOCK = 0xfb;
    DISCARD_PADDING = 0x75a2;

    TRACKS = 0x1654_ae6b;
    TRACK_ENTRY = 0xae;
    TRACK_NUMBER = 0xd7;
    TRACK_UID = 0x73c5;
    TRACK_TYPE = 0x83;
    FLAG_LACING = 0x9c;
    DEFAULT_DURATION = 0x0023_e383;
    NAME = 0x536e;
    LANGUAGE = 0x0022_b59c;
    LANGUAGE_BCP47 = 0x0022_b59d;
    CODEC_ID = 0x86;
    CODEC_PRIVATE = 0x63a2;
    CODEC_DELAY = 0x56aa;
    SEEK_PRE_ROLL = 0x56bb;

    VIDEO = 0xe0;
    ALPHA_MODE = 0x53c0;
    PIXEL_WIDTH = 0xb0;
    PIXEL_HEIGHT = 0xba;
    DISPLAY_WIDTH = 0x54b0;
    DISPLAY_HEIGHT = 0x54ba;
    DISPLAY_UNIT = 0x54b2;
    COLOUR = 0x55b0;
    MATRIX = 0x55b1;
    BITS_PER_CHANNEL = 0x55b2;
    CHROMA_HORIZONTAL = 0x55b3;
    CHROMA_VERTICAL = 0x55b4;
    RANGE = 0x55b9;
    TRANSFER = 0x55ba;
    PRIMARIES = 0x55bb;
    PROJECTION = 0x7670;
    PROJECTION_TYPE = 0x7671;
    POSE_YAW = 0x7673;
    POSE_PITCH = 0x7674;
    POSE_ROLL = 0x7675;

    AUDIO = 0xe1;
    SAMPLING_FREQUENCY = 0xb5;
    OUTPUT_FREQUENCY = 0x78b5;
    CHANNELS = 0x9f;
    BIT_DEPTH = 0x6264;

    CONTENT_ENCODINGS = 0x6d80;
    CONTENT_ENCODING = 0x6240;
    CONTENT_ENCODING_SCOPE = 0x5032;
    CONTENT_COMPRESSION = 0x5034;
    CONTENT_COMP_ALGO = 0x4254;
    CONTENT_COMP_SETTINGS = 0x4255;
    CONTENT_ENCRYPTION = 0x5035;

    CUES = 0x1c53_bb6b;
    CUE_POINT = 0xbb;
    CUE_TIME = 0xb3;
    CUE_TRACK_POSITIONS = 0xb7;
    CUE_TRACK = 0xf7;
    CUE_CLUSTER_POSITION = 0xf1;
    CUE_RELATIVE_POSITION = 0xf0;

    ATTACHMENTS = 0x1941_a469;
    ATTACHED_FILE = 0x61a7;
    FILE_NAME = 0x466e;

    CHAPTERS = 0x1043_a770;
    EDITION_ENTRY = 0x45b9;
    CHAPTER_ATOM = 0xb6;
    CHAPTER_UID = 0x73c4;
    CHAPTER_START = 0x91;
    CHAPTER_DISPLAY = 0x80;
    CHAPTER_STRING = 0x85;
    CHAPTER_LANGUAGE = 0x437c;
    CHAPTER_HIDDEN = 0x98;

    TAGS = 0x1254_c367;
    TAG = 0x7373;
    TARGETS = 0x63c0;
    TARGET_TYPE_VALUE = 0x68ca;
    TAG_TRACK_UID = 0x63c5;
    TAG_EDITION_UID = 0x63c9;
    TAG_CHAPTER_UID = 0x63c4;
    TAG_ATTACHMENT_UID = 0x63c6;
    SIMPLE_TAG = 0x67c8;
    TAG_NAME = 0x45a3;
    TAG_STRING = 0x4487;
}
