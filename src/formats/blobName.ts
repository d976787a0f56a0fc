/** The file name of a sealed patch. */
export const PATCH_BLOB = /^pblob_[0-9]{1,20}_[0-9a-f]{10}$/;

/** The file name of a sealed ROM. */
export const ROM_BLOB = /^rblob_[0-9]{1,20}_[0-9a-f]{10}$/;
